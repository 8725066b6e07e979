import type { DefinitionTest, LabelledPanel, RandomGenerator } from '@optaic/mlops/base';
import { loadScorer } from '../model/native-scorer.ts';
import { evaluator } from '../training/evaluator.ts';
import { plantedPanel } from './planted-panel.ts';
import { trainSmall } from './train-small.ts';

const ROUNDS = 80;
/** Fits noise after a few rounds. */
const GREEDY = { num_boost_round: ROUNDS, learning_rate: 0.5, max_depth: 6, min_child_weight: 1, subsample: 1 };

export const roundTests: readonly DefinitionTest[] = [
  {
    name: 'rounds are chosen inside the training rows: no validation row can move the choice',
    async run({ random, assert }) {
      const train = plantedPanel(random, { dates: 260, strength: 0.4 });
      const validation = plantedPanel(random, { dates: 40, strength: 0.4 });

      const chosen = await trainSmall(train, validation, 1, random, GREEDY);
      const other = await trainSmall(train, reversed(validation), 1, random, GREEDY);

      assert(chosen.metrics.rounds < ROUNDS, `it keeps ${chosen.metrics.rounds} rounds that fit noise`);
      assert(chosen.native.join() === other.native.join(), 'the validation rows moved the model');
      assert(chosen.metrics.innerMeanRankInformationCoefficient > 0.1, 'nothing was found inside');
    },
  },
  {
    name: 'chosen rounds rank later dates no worse than all of them, where all fit noise',
    async run({ random, assert }) {
      const skill = await skillOn(random, {});
      const all = await skillOn(random, { round_selection: 'none' });

      assert(skill > all - 0.02, `chosen rounds rank with ${skill}, all with ${all}`);
    },
  },
  {
    name: 'the rank objective finds the planted relation too',
    async run({ random, assert }) {
      const train = plantedPanel(random, { dates: 80, strength: 1 });
      const validation = plantedPanel(random, { dates: 40, strength: 1 });

      const { native, importance } = await trainSmall(train, validation, 1, random, { objective: 'rank:pairwise' });

      const { meanRankInformationCoefficient: mean } = evaluator.evaluate(
        validation,
        loadScorer(native).score(validation),
      );
      assert(mean > 0.5, `mean rank IC is ${mean}, below 0.5`);
      assert(importance.planted > 0.5, `importance of the planted feature is ${importance.planted}`);
    },
  },
];

async function skillOn(
  random: RandomGenerator,
  hyperparameters: { readonly round_selection?: 'none' },
): Promise<number> {
  const train = plantedPanel(random, { dates: 260, strength: 0.4 });
  const later = plantedPanel(random, { dates: 200, strength: 0.4 });
  const { native } = await trainSmall(train, later, 1, random, { ...GREEDY, ...hyperparameters });
  return evaluator.evaluate(later, loadScorer(native).score(later)).meanRankInformationCoefficient;
}

function reversed(panel: LabelledPanel): LabelledPanel {
  return { ...panel, labels: panel.labels.map((label) => -label) };
}
