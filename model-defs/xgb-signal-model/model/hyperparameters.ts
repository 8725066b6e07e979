import { GbdtParametersSchema } from '@optaic/mlops/learners/gbdt';
import { z } from 'zod';

const { shape } = GbdtParametersSchema;

/**
 * XGBoost's names and ranges, with defaults for daily equities: many small steps over shallow trees, since five-day returns
 * hold little signal and neighbouring days say almost the same. The seed is no hyperparameter: it is the run's.
 *
 * There is no early stopping on the validation rows: they judge the model, so they choose nothing.
 */
export const HyperparametersSchema = z.strictObject({
  /** `reg:squarederror` on relative returns, or `rank:pairwise`: which of two assets of a date does better. */
  objective: z.enum(['reg:squarederror', 'rank:pairwise']).default('reg:squarederror'),
  /** How many of the rounds are kept: `walk_forward` chooses inside the training rows, `none` keeps all. */
  round_selection: z.enum(['walk_forward', 'none']).default('walk_forward'),
  /** At most. */
  num_boost_round: shape.num_boost_round.unwrap().default(120),
  learning_rate: shape.learning_rate.unwrap().default(0.05),
  max_depth: shape.max_depth.unwrap().default(4),
  max_bin: shape.max_bin.unwrap().default(256),
  /** Rows in a leaf: 20 is one day of the twenty names. */
  min_child_weight: shape.min_child_weight.unwrap().default(20),
  reg_lambda: shape.reg_lambda.unwrap().default(1),
  reg_alpha: shape.reg_alpha.unwrap().default(0),
  gamma: shape.gamma.unwrap().default(0),
  subsample: shape.subsample.unwrap().default(0.8),
  colsample_bytree: shape.colsample_bytree.unwrap().default(0.8),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
