import type { DefinitionTest } from '@optaic/mlops/base';
import { decodeCombination } from '../model/combination.ts';
import { METHODS } from '../model/hyperparameters.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { evaluator } from '../training/evaluator.ts';
import { fitSignals, plantedSignals } from './planted-signals.ts';

export const weightTests: readonly DefinitionTest[] = [
  {
    name: 'weights sum to 1 in absolute value, and a signal that went against the outcomes is turned around',
    async run({ random, assert }) {
      const train = plantedSignals(random, { dates: 150, strengths: [0.2, -0.2, 0.1] });

      for (const method of METHODS) {
        const { weights, signs, best } = decodeCombination((await fitSignals(train, { method })).native);

        const total = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
        assert(Math.abs(total - 1) < 1e-12, `weights of ${method} sum to ${total}`);
        assert(signs.join() === '1,-1,1', `${method} found the signs ${signs.join()}`);
        assert(weights[0] > 0 && weights[1] < 0, `${method} weighs ${weights.join()}`);
        assert(best < 2, `${method} calls signal ${best} the best`);
      }
    },
  },
  {
    name: 'a strong signal outweighs noise by every method but the equal one',
    async run({ random, assert }) {
      const train = plantedSignals(random, { dates: 300, strengths: [0.3, 0, 0, 0] });

      for (const method of METHODS) {
        const { importance, metrics } = await fitSignals(train, { method });

        const shares = Object.values(importance);
        if (method === 'equal') assert(metrics.effectiveSignals === 4, `equal has ${metrics.effectiveSignals} signals`);
        else assert(shares[0] > 0.5, `${method} gives the strong signal ${shares[0]}`);
      }
    },
  },
  {
    name: 'signals that are equally good are weighed almost equally: what differs is noise',
    async run({ random, assert }) {
      const train = plantedSignals(random, { dates: 300, strengths: [0.1, 0.1, 0.1, 0.1] });

      for (const method of METHODS) {
        const { metrics } = await fitSignals(train, { method });
        assert(metrics.effectiveSignals > 3, `${method} holds ${metrics.effectiveSignals} of 4 signals`);
      }
    },
  },
  {
    name: 'validation compares what is published with equal weights and the best single signal',
    async run({ random, assert }) {
      const strengths = [0.3, 0.1, 0, 0, 0, 0];
      const { native } = await fitSignals(plantedSignals(random, { dates: 300, strengths }));
      const validation = plantedSignals(random, { dates: 200, strengths });

      const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation), { native });

      assert(metrics.meanRankInformationCoefficient > 0.15, `mean is ${metrics.meanRankInformationCoefficient}`);
      assert(metrics.gainOverEqualWeight > 2 * metrics.gainOverEqualWeightStandardError, 'no gain over equal weights');
      const gain = metrics.meanRankInformationCoefficient - metrics.equalWeightMeanRankInformationCoefficient;
      assert(
        Math.abs(gain - metrics.gainOverEqualWeight) < 1e-9,
        'the gain is another than the difference of the means',
      );
      assert(metrics.bestSignalMeanRankInformationCoefficient > 0.1, 'the best signal is not the strong one');
    },
  },
  {
    name: 'weights are a function of the training rows alone, and say how much they moved since the last version',
    async run({ random, assert }) {
      const train = plantedSignals(random, { dates: 100, strengths: [0.2, 0.1, 0] });

      const first = await fitSignals(train);
      const again = await fitSignals(train, {}, first.native);
      const equal = await fitSignals(train, { method: 'equal' }, first.native);
      const unlike = await fitSignals(train, {}, Uint8Array.of(1, 2, 3));

      assert(first.native.join() === again.native.join() && first.onnx.join() === again.onnx.join(), 'bytes differ');
      assert(again.metrics.weightTurnover === 0, `turnover of nothing is ${again.metrics.weightTurnover}`);
      assert(equal.metrics.weightTurnover > 0.01, `turnover is ${equal.metrics.weightTurnover}`);
      assert(unlike.metrics.weightTurnover === undefined, 'another kind of model was compared');
    },
  },
];
