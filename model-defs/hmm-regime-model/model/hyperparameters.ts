import { HmmParametersSchema } from '@optaic/mlops/learners/hmm';
import { z } from 'zod';

const { shape } = HmmParametersSchema;

/**
 * The learner's names and ranges, and how labels are matched and debounced; see docs/. The seed is not among them: it is
 * the run's. The number of regimes is fixed, since every version publishes the same columns.
 */
export const HyperparametersSchema = z.strictObject({
  /** Regimes. */
  n_components: z.int().min(2).max(4).default(3),
  covariance_type: shape.covariance_type.unwrap().default('diag'),
  n_init: shape.n_init.unwrap().default(20),
  max_iter: shape.max_iter.unwrap().default(500),
  tol: shape.tol.unwrap().default(1e-7),
  reg_covar: shape.reg_covar.unwrap().default(1e-3),
  stickiness: shape.stickiness.unwrap().default(10),
  transition_prior: shape.transition_prior.unwrap().default(0.01),
  /** Regimes are ordered by their variance in this feature; absent: in all. */
  order_feature: shape.order_feature,
  /** The debounced label changes to a regime of at least this probability … */
  enter: z.number().gt(0.5).max(1).default(0.7),
  /** … once its own has fallen to this, … */
  leave: z.number().min(0).max(0.5).default(0.5),
  /** … and once it has lasted so many bars. */
  minimum_dwell_days: z.int().min(1).max(1_000).default(5),
  /** Mean Hellinger distance between matched regimes, from 0 to 1, above which a refit is called another model. */
  match_cost_limit: z.number().min(0).max(1).default(0.5),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
