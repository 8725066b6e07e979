import { GaussianEmissionSchema, HmmModelSchema } from '@optaic/mlops/learners/hmm';
import { decodeNativeForm, encodeNativeForm } from '@optaic/mlops/learners/native-form';
import { z } from 'zod';

/** The native form: the hidden Markov model, and what turns its filter into what is published. */
export const RegimeModelSchema = z
  .strictObject({
    format: z.literal('optaic-hmm-regime-model'),
    version: z.literal(1),
    /** Its regimes are labelled 0, 1, …; after a refit as in the version before. */
    hmm: HmmModelSchema,
    /** One Gaussian over the same rows: what the regimes have to beat. */
    baseline: GaussianEmissionSchema,
    /** From +1, the calmest regime, to −1, the most turbulent; by label. */
    calmness: z.array(z.number().min(-1).max(1)).min(2),
    debounce: z.strictObject({
      enter: z.number().gt(0.5).max(1),
      leave: z.number().min(0).max(0.5),
      minimumDwellDays: z.int().min(1),
    }),
  })
  .superRefine(({ hmm, baseline, calmness }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (calmness.length !== hmm.initial.length) refuse('calmness', `is not for ${hmm.initial.length} regimes`);
    if (baseline.means.length !== 1) refuse('baseline', `has ${baseline.means.length} components, not 1`);
    const isSame = baseline.featureNames.join() === hmm.emission.featureNames.join();
    if (!isSame) refuse('baseline', 'has other features than the regimes');
  });
export type RegimeModel = z.infer<typeof RegimeModelSchema>;

export function encodeRegimeModel(model: RegimeModel): Uint8Array {
  return encodeNativeForm(model);
}

/** @throws {InvalidInputError} `learner.model_malformed`, naming the place. */
export function decodeRegimeModel(bytes: Uint8Array): RegimeModel {
  return decodeNativeForm(RegimeModelSchema, bytes);
}
