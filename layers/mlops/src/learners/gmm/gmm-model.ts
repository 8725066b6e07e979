import { z } from 'zod';
import { GaussianEmissionSchema } from '../gaussian/gaussian-emission.ts';
import { checkNativeForm, decodeNativeForm, encodeNativeForm, PositiveProbabilitiesSchema } from '../native-form.ts';

/** A trained Gaussian mixture as plain data; its components are ordered from calm to turbulent. */
export const GmmModelSchema = z
  .strictObject({
    format: z.literal('optaic-gmm'),
    version: z.literal(1),
    emission: GaussianEmissionSchema,
    /** Shape (components,); > 0, of sum 1. */
    weights: PositiveProbabilitiesSchema,
    /** Mean over the training rows, in units of the raw features. */
    logLikelihoodPerRow: z.number(),
    /** In training; lower is better. */
    bic: z.number(),
    /** BIC plus twice the entropy of the assignments; lower is better. */
    icl: z.number(),
    iterations: z.int().min(0),
    converged: z.boolean(),
  })
  .refine(({ emission, weights }) => emission.means.length === weights.length, {
    path: ['weights'],
    error: 'has not one for each component',
  });
export type GmmModel = z.infer<typeof GmmModelSchema>;

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function parseGmmModel(value: unknown): GmmModel {
  return checkNativeForm(GmmModelSchema, value);
}

/** The model's native form as a file. Equal models give equal bytes. */
export function encodeGmmModel(model: GmmModel): Uint8Array {
  return encodeNativeForm(model);
}

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function decodeGmmModel(bytes: Uint8Array): GmmModel {
  return decodeNativeForm(GmmModelSchema, bytes);
}
