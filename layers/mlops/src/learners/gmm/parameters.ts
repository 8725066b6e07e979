import { z } from 'zod';
import { integerFrom, numberAbove, numberFrom, oneOf, parseParameters } from '../parse-parameters.ts';

/** The names are scikit-learn's (`GaussianMixture`), but for `order_feature`. */
export const GmmParametersSchema = z.strictObject({
  n_components: integerFrom(1, 32).default(2),
  covariance_type: oneOf(['diag', 'full']).default('full'),
  /** Starts, of which the likeliest is kept. */
  n_init: integerFrom(1, 1_000).default(10),
  max_iter: integerFrom(1, 100_000).default(500),
  /** It ends when the mean log-likelihood of a row rises by less. */
  tol: numberAbove(0, 1).default(1e-6),
  /** Covariance floor: added to every variance, in shares of the feature's own. */
  reg_covar: numberFrom(0, 1).default(1e-6),
  /** Components are ordered by their variance in it; absent: in all features. */
  order_feature: z.string({ error: 'the name of a feature' }).optional(),
  seed: integerFrom(0, 4_294_967_295).default(0),
});
export type GmmParameters = z.infer<typeof GmmParametersSchema>;

/** @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the range. */
export function parseGmmParameters(raw: unknown): GmmParameters {
  return parseParameters(GmmParametersSchema, raw);
}
