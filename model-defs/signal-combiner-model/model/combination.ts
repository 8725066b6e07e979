import type { Panel } from '@optaic/mlops/base';
import { decodeNativeForm, encodeNativeForm, FeatureNamesSchema } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';
import { METHODS, NORMALISATIONS } from './hyperparameters.ts';

const FORMAT = 'signal-combination/1';

/** The native form: everything that turns signals into one. */
export const CombinationSchema = z.strictObject({
  format: z.literal(FORMAT),
  method: z.enum(METHODS),
  normalisation: z.enum(NORMALISATIONS),
  featureNames: FeatureNamesSchema,
  /** Shape (signals,); their absolute values sum to 1. Negative: the signal is turned around. */
  weights: z.array(z.number().min(-1).max(1)),
  /** Shape (signals,); 1 or −1: the sign that training found. */
  signs: z.array(z.literal([1, -1])),
  /** Index of the signal with the greatest mean coefficient in training, turned around as its sign says. */
  best: z.int().min(0),
});
export type Combination = z.infer<typeof CombinationSchema>;

export function encodeCombination(combination: Omit<Combination, 'format'>): Uint8Array {
  return encodeNativeForm({ format: FORMAT, ...combination } satisfies Combination);
}

/** @throws {InvalidInputError} `learner.model_malformed` when the bytes are no combination. */
export function decodeCombination(bytes: Uint8Array): Combination {
  return decodeNativeForm(CombinationSchema, bytes);
}

/**
 * Σ w x / Σ |w| over the signals that a row has; 0 for a row without any. The same sum that the ONNX file computes.
 *
 * @param panel - Normalised signals.
 * @returns Shape (rows,).
 */
export function combine(
  { rows, features }: Pick<Panel, 'rows' | 'features'>,
  weights: readonly number[],
): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => {
    const total = liveWeight(features, rows, row, weights);
    let sum = 0;
    for (let signal = 0; signal < weights.length; signal++) {
      const value = features[signal * rows + row];
      if (!Number.isNaN(value)) sum += weights[signal] * value;
    }
    return total > 0 ? sum / total : 0;
  });
}

/** Σ |w| over the signals that the row has: 1 when none is missing. */
export function liveWeight(features: Float32Array, rows: number, row: number, weights: readonly number[]): number {
  let total = 0;
  for (let signal = 0; signal < weights.length; signal++) {
    if (!Number.isNaN(features[signal * rows + row])) total += Math.abs(weights[signal]);
  }
  return total;
}
