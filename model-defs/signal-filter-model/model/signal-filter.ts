import { decodeNativeForm, encodeNativeForm, FeatureNamesSchema } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';
import { HyperparametersSchema } from './hyperparameters.ts';

const FORMAT = 'signal-filter/1';

/** The native form: the classifier, its calibration, the threshold, and how what is left is shaped. */
export const SignalFilterSchema = z.strictObject({
  format: z.literal(FORMAT),
  featureNames: FeatureNamesSchema,
  options: HyperparametersSchema,
  /** The learner's own file. */
  classifier: z.string(),
  /** Knots of the isotonic calibration. */
  calibration: z.strictObject({ x: z.array(z.number()).min(1), y: z.array(z.number().min(0).max(1)).min(1) }),
  /** Least calibrated probability that is acted on. */
  threshold: z.number().min(0).max(1),
});
export type SignalFilter = z.infer<typeof SignalFilterSchema>;

export function encodeSignalFilter(filter: Omit<SignalFilter, 'format'>): Uint8Array {
  return encodeNativeForm({ format: FORMAT, ...filter } satisfies SignalFilter);
}

/** @throws {InvalidInputError} `learner.model_malformed` when the bytes are no filter. */
export function decodeSignalFilter(bytes: Uint8Array): SignalFilter {
  return decodeNativeForm(SignalFilterSchema, bytes);
}
