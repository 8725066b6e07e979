import { z } from 'zod';
import { integerFrom, numberAbove, numberFrom, oneOf, parseParameters } from '../parse-parameters.ts';

/** The names are hmmlearn's (`GaussianHMM`) and scikit-learn's where they have one. */
export const HmmParametersSchema = z.strictObject({
  /** Regimes. */
  n_components: integerFrom(1, 16).default(2),
  covariance_type: oneOf(['diag', 'full']).default('diag'),
  /** Starts; the likelihood has many local maxima. */
  n_init: integerFrom(1, 1_000).default(20),
  max_iter: integerFrom(1, 100_000).default(500),
  /** It ends when the mean log-posterior of a bar rises by less. */
  tol: numberAbove(0, 1).default(1e-7),
  /** Covariance floor: added to every variance, in shares of the feature's own. */
  reg_covar: numberFrom(0, 1).default(1e-3),
  /** Transitions of every regime to itself that are taken as seen beforehand: the sticky prior. */
  stickiness: numberFrom(0, 1e6).default(10),
  /** Transitions between every two regimes that are taken as seen beforehand; above 0, so that none is impossible. */
  transition_prior: numberAbove(0, 1e6).default(0.01),
  /** Regimes are ordered by their variance in it; absent: in all features. */
  order_feature: z.string({ error: 'the name of a feature' }).optional(),
  seed: integerFrom(0, 4_294_967_295).default(0),
});
export type HmmParameters = z.infer<typeof HmmParametersSchema>;

/** @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the range. */
export function parseHmmParameters(raw: unknown): HmmParameters {
  return parseParameters(HmmParametersSchema, raw);
}
