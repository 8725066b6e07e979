import { type DefinitionTest, serveNatively } from '@optaic/mlops/base';
import { predictor } from '../inference/predictor.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { judgeSmall, plantedFeatures } from './planted-features.ts';

const HALF_LIFE = 30;

export const publishedTests: readonly DefinitionTest[] = [
  {
    name: 'a decision has one row a feature, in the order of their names, whose scores sum to 1',
    async run({ random, assert }) {
      const { panel, context } = await judged(random);

      const {
        entity = [],
        decisionTime = new Float64Array(),
        score,
        signal,
        columns = {},
      } = await predictor.predictBatch(panel, context);

      const names = panel.featureNames.toSorted();
      assert(score.length === 60 * names.length && entity.length === score.length, `${score.length} rows`);
      for (let start = 0; start < score.length; start += names.length) {
        let sum = 0;
        for (let at = 0; at < names.length; at++) {
          sum += score[start + at];
          assert(entity[start + at] === names[at], `row ${start + at} is about ${entity[start + at]}`);
          assert(decisionTime[start + at] === decisionTime[start], 'a decision is torn apart');
          assert(score[start + at] >= 0 && signal[start + at] === score[start + at], 'score and signal differ');
        }
        assert(Math.abs(sum - 1) < 1e-6, `scores sum to ${sum}`);
      }
      assert(
        Object.values(columns).every((column) => column.every(Number.isFinite)),
        'a column has gaps',
      );
    },
  },
  {
    name: 'relevance halves its distance to equal shares every half-life after the training',
    async run({ random, assert }) {
      const { panel, context, planted } = await judged(random);
      const equal = 1 / panel.featureNames.length;
      const last = panel.decisionTime[panel.rows - 1];
      const after = async (days: number) => {
        const time = last + days * 86_400_000;
        const later = { ...panel, decisionTime: panel.decisionTime.map(() => time) };
        const { score, entity = [] } = await predictor.predict(later, context);
        return score[entity.indexOf('planted')] - equal;
      };

      assert(Math.abs((await after(0)) - (planted - equal)) < 1e-6, 'it is another on the day of its training');
      assert(Math.abs((await after(HALF_LIFE)) - (planted - equal) / 2) < 1e-6, 'it does not halve');
      assert(Math.abs(await after(100 * HALF_LIFE)) < 1e-6, 'it does not end in equal shares');
    },
  },
  {
    name: 'the scorer refuses features in another order, and predict takes one date',
    async run({ random, assert }) {
      const { panel, context } = await judged(random);
      let refusal = '';

      try {
        loadScorer(context.native ?? new Uint8Array()).score({
          ...panel,
          featureNames: panel.featureNames.toReversed(),
        });
      } catch (error) {
        refusal = error instanceof Error ? error.message : '';
      }
      const several = await predictor.predict(panel, context).catch((error: unknown) => error);

      assert(refusal.includes('in this order'), 'it scored features in another order');
      assert(several instanceof Error && several.message.includes('decision times'), 'predict took several dates');
    },
  },
];

async function judged(random: () => number) {
  const panel = plantedFeatures(random, { dates: 60, noiseFeatures: 3, strength: 0.7 });
  const { native, importance } = await judgeSmall(panel, { half_life_days: HALF_LIFE });
  return {
    panel,
    planted: importance.planted,
    context: serveNatively(loadScorer(native), panel.featureNames, { native }),
  };
}
