import type { DefinitionTest } from '@optaic/mlops/base';
import { loadScorer } from '../model/native-scorer.ts';
import { decodeSignalFilter } from '../model/signal-filter.ts';
import { evaluator } from '../training/evaluator.ts';
import { fitSides, plantedSides } from './planted-sides.ts';

export const filterTests: readonly DefinitionTest[] = [
  {
    name: 'a planted condition is recovered: what is kept is right as often as planted, and worth more net of costs',
    async run({ random, assert }) {
      const planted = { dates: 150, whenItHolds: 0.75 };
      for (const classifier of ['logistic', 'gbdt'] as const) {
        const { native, importance } = await fitSides(plantedSides(random, planted), { classifier });
        const validation = plantedSides(random, planted);

        const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation), { native });

        assert(importance.condition > 0.5, `${classifier} gives the condition ${importance.condition}`);
        assert(metrics.areaUnderCurve > 0.58, `area of ${classifier} is ${metrics.areaUnderCurve}`);
        assert(
          metrics.precision > metrics.baseRate + 0.05,
          `${classifier} is right in ${metrics.precision}, the primary in ${metrics.baseRate}`,
        );
        assert(metrics.expectedCalibrationError < 0.08, `${classifier} is off by ${metrics.expectedCalibrationError}`);
        assert(metrics.filteredNetRatio > metrics.primaryNetRatio, `${classifier} is worth less than the primary`);
        assert(metrics.retainedShare < 0.9, `${classifier} keeps ${metrics.retainedShare}`);
      }
    },
  },
  {
    name: 'calibration rises with the score, and the threshold is never below a coin',
    async run({ random, assert }) {
      const { native, metrics } = await fitSides(plantedSides(random, { dates: 80, whenItHolds: 0.7 }));
      const { calibration, threshold } = decodeSignalFilter(native);

      assert(
        calibration.y.every((value, i) => i === 0 || value >= calibration.y[i - 1]),
        'it falls',
      );
      assert(threshold >= 0.5 && metrics.threshold === threshold, `threshold is ${threshold}`);
      assert(metrics.outOfFoldBrierLoss < 0.25, `out of fold it is worse than a coin: ${metrics.outOfFoldBrierLoss}`);
    },
  },
  {
    name: 'training is a function of its rows and seed, and refuses a primary that is never or always right',
    async run({ random, assert }) {
      const train = plantedSides(random, { dates: 40, whenItHolds: 0.8 });
      const [first, again] = [
        await fitSides(train, { classifier: 'gbdt' }),
        await fitSides(train, { classifier: 'gbdt' }),
      ];
      const never = { ...train, labels: new Float32Array(train.rows) };

      const refusal = await fitSides(never).catch((error: unknown) => error);
      const other = await fitSides(train, { primary_column: 'value' }).catch((error: unknown) => error);

      assert(first.native.join() === again.native.join() && first.onnx.join() === again.onnx.join(), 'bytes differ');
      assert(refusal instanceof Error && refusal.message.includes('never right'), 'a single class is learned from');
      assert(
        other instanceof Error && other.message.includes('wants a feature value'),
        'a missing primary is accepted',
      );
    },
  },
];
