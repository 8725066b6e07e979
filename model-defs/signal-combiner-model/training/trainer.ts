import { InvalidInputError, type NativeTrainingResult, type Trainer } from '@optaic/mlops/base';
import { weightedAverageToOnnx } from '@optaic/mlops/onnx';
import { decodeCombination, encodeCombination } from '../model/combination.ts';
import { type Hyperparameters, MAXIMUM_SIGNALS } from '../model/hyperparameters.ts';
import { normaliseSignals } from '../model/normalise-signals.ts';
import { VERSION } from '../version.ts';
import { fitWeights } from './fit-weights.ts';

/** Weighs the signals by the training rows; the validation rows are not looked at. */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, _validation, hyperparameters, { previous }) {
    const { method, normalisation } = hyperparameters;
    const { featureNames } = train;
    if (featureNames.length > MAXIMUM_SIGNALS) {
      throw new InvalidInputError(
        'learner.problem_too_large',
        `signal-combiner-model has ${featureNames.length} signals; it takes at most ${MAXIMUM_SIGNALS}: combine some first`,
      );
    }
    const {
      signs,
      weights: aligned,
      best,
      penalty,
    } = fitWeights(normaliseSignals(train, normalisation), hyperparameters);
    const weights = aligned.map((weight, signal) => signs[signal] * weight);
    const turnover = previous === undefined ? undefined : weightTurnover(previous, featureNames, weights);
    return {
      onnx: weightedAverageToOnnx({ weights, featureNames }, { producerVersion: VERSION, metadata: { method } }),
      native: encodeCombination({
        method,
        normalisation,
        featureNames: [...featureNames],
        weights,
        signs: [...signs],
        best,
      }),
      metrics: {
        effectiveSignals: 1 / aligned.reduce((sum, weight) => sum + weight ** 2, 0),
        largestWeight: Math.max(...aligned),
        reversedSignals: signs.filter((sign) => sign < 0).length,
        ...(penalty === undefined ? {} : { ridgePenalty: penalty }),
        ...(turnover === undefined ? {} : { weightTurnover: turnover }),
      },
      importance: Object.fromEntries(featureNames.map((name, signal) => [name, aligned[signal]])),
    };
  },
};

/** ½ Σ |w − w'| over the signals of either, in [0, 1]; undefined when there was another kind of model before. */
function weightTurnover(
  previous: Uint8Array,
  names: readonly string[],
  weights: readonly number[],
): number | undefined {
  const before = formerWeights(previous);
  if (before === undefined) return undefined;
  const now = new Map(names.map((name, signal) => [name, weights[signal]]));
  const all = new Set([...before.keys(), ...now.keys()]);
  return [...all].reduce((sum, name) => sum + Math.abs((now.get(name) ?? 0) - (before.get(name) ?? 0)), 0) / 2;
}

function formerWeights(previous: Uint8Array): ReadonlyMap<string, number> | undefined {
  try {
    const { featureNames, weights } = decodeCombination(previous);
    return new Map(featureNames.map((name, signal) => [name, weights[signal]]));
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
