import { GbdtParametersSchema } from '@optaic/mlops/learners/gbdt';
import { LogisticParametersSchema } from '@optaic/mlops/learners/linear';
import { z } from 'zod';

const booster = GbdtParametersSchema.shape;

/** Which signal is filtered, what being right means, and how what is left is shaped; see docs/ for the order of the steps. */
export const HyperparametersSchema = z.strictObject({
  /** The feature that holds the primary signal, such as `signal` or `momentum_predictions.signal`. */
  primary_column: z.string().min(1).max(512).default('signal'),
  /** A primary signal no larger than this takes no side. */
  primary_deadband: z.number().min(0).max(1).default(0),
  /** The feature that holds each asset's group, as a number; absent: nothing is neutralised. */
  group_column: z.string().min(1).max(512).optional(),
  /** Judges a side by the return relative to the mean of the date, as a ranking signal is. */
  relative_outcomes: z.boolean().default(true),
  /** A side and back again, in hundredths of a percent of what is traded: what a right side has to exceed. */
  round_trip_cost_bps: z.number().min(0).max(1_000).default(10),
  classifier: z.enum(['logistic', 'gbdt']).default('logistic'),
  /** Of `logistic`: the inverse of its penalty. */
  inverse_penalty: LogisticParametersSchema.shape.C.unwrap().default(0.1),
  /** Of `gbdt`, as the four below. */
  num_boost_round: booster.num_boost_round.unwrap().default(40),
  learning_rate: booster.learning_rate.unwrap().default(0.05),
  max_depth: booster.max_depth.unwrap().default(2),
  min_child_weight: booster.min_child_weight.unwrap().default(50),
  subsample: booster.subsample.unwrap().default(0.8),
  /** Purged folds, inside the training rows, whose held-out scores calibrate the probability and choose the threshold. */
  folds: z.int().min(2).max(20).default(5),
  /** Least share of the sides that a threshold may leave. */
  minimum_retained_share: z.number().gt(0).max(1).default(0.1),
  /** A held position is changed only by more than this. */
  no_trade_band: z.number().min(0).max(2).default(0),
  /** Greatest one-way turnover from one decision to the next, in [0, 1]; 1 is no limit. Exits are never held back. */
  turnover_cap: z.number().gt(0).max(1).default(1),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
