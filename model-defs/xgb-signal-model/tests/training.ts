import type { DefinitionTest } from '@optaic/mlops/base';
import { relativeOutcomes } from '@optaic/mlops/metrics';
import { loadScorer } from '../model/native-scorer.ts';
import { evaluator } from '../training/evaluator.ts';
import { plantedPanel } from './planted-panel.ts';
import { trainSmall } from './train-small.ts';

export const trainingTests: readonly DefinitionTest[] = [
  {
    name: 'training finds a planted relation and gives it most of the importance',
    async run({ random, assert }) {
      const train = plantedPanel(random, { dates: 80, strength: 1 });
      const validation = plantedPanel(random, { dates: 40, strength: 1 });

      const { native, importance } = await trainSmall(train, validation, 1, random);
      const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation));

      const mean = metrics.meanRankInformationCoefficient;
      assert(mean > 0.5, `mean rank IC is ${mean}, below 0.5`);
      assert(importance.planted > 0.6, `importance of the planted feature is ${importance.planted}, below 0.6`);
      const total = Object.values(importance).reduce((sum, share) => sum + share, 0);
      assert(Math.abs(total - 1) < 1e-9, `importances sum to ${total}`);
    },
  },
  {
    name: 'training finds nothing in noise',
    async run({ random, assert }) {
      const train = plantedPanel(random, { dates: 80, strength: 0 });
      const validation = plantedPanel(random, { dates: 200, strength: 0 });

      const { native } = await trainSmall(train, validation, 1, random);
      const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation));

      const distance = Math.abs(metrics.rankInformationCoefficientTStatistic);
      assert(distance < 4, `mean rank IC of noise is ${distance} standard errors from zero`);
    },
  },
  {
    name: 'training gives the same bytes for the same seed and others for another',
    async run({ random, assert }) {
      const train = plantedPanel(random, { dates: 40, strength: 0.5 });
      const trainWith = (seed: number) => trainSmall(train, train, seed, random);

      const [first, again, other] = [await trainWith(1), await trainWith(1), await trainWith(2)];

      assert(same(first.onnx, again.onnx) && same(first.native, again.native), 'one seed gave two models');
      assert(!same(first.onnx, other.onnx) && !same(first.native, other.native), 'two seeds gave one model');
    },
  },
  {
    name: 'training learns from what tells assets apart, not from the move of the market',
    async run({ random, assert }) {
      const plain = plantedPanel(random, { dates: 40, strength: 1 });
      const relative = { ...plain, labels: relativeOutcomes(plain.decisionTime, plain.labels) };

      const [first, second] = [
        await trainSmall(plain, plain, 1, random),
        await trainSmall(relative, relative, 1, random),
      ];
      const [left, right] = [loadScorer(first.native).score(plain), loadScorer(second.native).score(plain)];

      const largest = left.reduce((most, score, row) => Math.max(most, Math.abs(score - right[row])), 0);
      assert(largest < 1e-5, `scores differ by ${largest} when every date’s mean is taken off the labels`);
    },
  },
  {
    name: 'the scorer refuses features in another order',
    async run({ random, assert }) {
      const panel = plantedPanel(random, { dates: 40, strength: 1 });
      const scorer = loadScorer((await trainSmall(panel, panel, 1, random)).native);
      let refusal = '';

      try {
        scorer.score({ ...panel, featureNames: panel.featureNames.toReversed() });
      } catch (error) {
        refusal = error instanceof Error ? error.message : '';
      }

      assert(refusal.includes('in this order'), 'it scored features in another order');
    },
  },
];

function same(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, i) => byte === right[i]);
}
