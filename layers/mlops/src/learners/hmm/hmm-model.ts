import { z } from 'zod';
import { GaussianEmissionSchema } from '../gaussian/gaussian-emission.ts';
import { checkNativeForm, decodeNativeForm, encodeNativeForm, PositiveProbabilitiesSchema } from '../native-form.ts';

/** A trained Gaussian hidden Markov model as plain data; its regimes are ordered from calm to turbulent. */
export const HmmModelSchema = z
  .strictObject({
    format: z.literal('optaic-hmm'),
    version: z.literal(1),
    emission: GaussianEmissionSchema,
    /** Of the first bar. Shape (regimes,). */
    initial: PositiveProbabilitiesSchema,
    /** From row to column. Shape (regimes, regimes). */
    transitions: z.array(PositiveProbabilitiesSchema),
    /** Mean one-step log-likelihood of a training bar, in units of the raw features. */
    logLikelihoodPerBar: z.number(),
    /** In training; lower is better. */
    bic: z.number(),
    /** BIC plus twice the entropy of the regimes' path; lower is better. */
    icl: z.number(),
    iterations: z.int().min(0),
    converged: z.boolean(),
  })
  .superRefine(({ emission, initial, transitions }, context) => {
    const regimes = emission.means.length;
    const isSquare = transitions.length === regimes && transitions.every((row) => row.length === regimes);
    const refuse = (path: string) =>
      context.addIssue({ code: 'custom', path: [path], message: `is not for ${regimes} regimes` });
    if (initial.length !== regimes) refuse('initial');
    if (!isSquare) refuse('transitions');
  });
export type HmmModel = z.infer<typeof HmmModelSchema>;

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function parseHmmModel(value: unknown): HmmModel {
  return checkNativeForm(HmmModelSchema, value);
}

/** The model's native form as a file. Equal models give equal bytes. */
export function encodeHmmModel(model: HmmModel): Uint8Array {
  return encodeNativeForm(model);
}

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function decodeHmmModel(bytes: Uint8Array): HmmModel {
  return decodeNativeForm(HmmModelSchema, bytes);
}
