import { z } from 'zod';
import { checkNativeForm, decodeNativeForm, encodeNativeForm, FeatureNamesSchema } from '../native-form.ts';

/**
 * A trained linear model as plain data: Σ coefficient · (feature − offset) · scale + intercept, and σ of it for
 * `logistic`. A missing feature counts as its mean in training, so it adds 0.
 */
export const LinearModelSchema = z
  .strictObject({
    format: z.literal('optaic-linear'),
    version: z.literal(1),
    learner: z.enum(['ridge', 'elastic_net', 'logistic']),
    featureNames: FeatureNamesSchema,
    /** Means of the training rows, by weight. */
    offset: z.array(z.number()),
    /** 1 / standard deviation in training; 1 for a feature that did not vary, or when features were only centred. */
    scale: z.array(z.number().gt(0)),
    coefficients: z.array(z.number()),
    intercept: z.number(),
    /** Steps until convergence; 1 in closed form. */
    iterations: z.int().min(0),
    /** False when the limit of steps came first: the model is then nearly, but not, optimal. */
    converged: z.boolean(),
  })
  .superRefine(({ featureNames, offset, scale, coefficients }, context) => {
    for (const [name, column] of Object.entries({ offset, scale, coefficients })) {
      if (column.length === featureNames.length) continue;
      const message = `has ${column.length} numbers for ${featureNames.length} features`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });
export type LinearModel = z.infer<typeof LinearModelSchema>;

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function parseLinearModel(value: unknown): LinearModel {
  return checkNativeForm(LinearModelSchema, value);
}

/** The model's native form as a file. Equal models give equal bytes. */
export function encodeLinearModel(model: LinearModel): Uint8Array {
  return encodeNativeForm(model);
}

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function decodeLinearModel(bytes: Uint8Array): LinearModel {
  return decodeNativeForm(LinearModelSchema, bytes);
}
