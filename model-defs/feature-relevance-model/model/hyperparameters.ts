import { GbdtParametersSchema } from '@optaic/mlops/learners/gbdt';
import { z } from 'zod';

const { shape } = GbdtParametersSchema;

/**
 * The booster that features are judged with, and how. Shallow trees of few features each, so that features that say the
 * same do not hide one another.
 */
export const HyperparametersSchema = z.strictObject({
  num_boost_round: shape.num_boost_round.unwrap().default(40),
  learning_rate: shape.learning_rate.unwrap().default(0.1),
  max_depth: shape.max_depth.unwrap().default(3),
  max_bin: shape.max_bin.unwrap().default(64),
  min_child_weight: shape.min_child_weight.unwrap().default(20),
  reg_lambda: shape.reg_lambda.unwrap().default(1),
  subsample: shape.subsample.unwrap().default(0.8),
  colsample_bytree: shape.colsample_bytree.unwrap().default(0.5),
  /** Purged folds of consecutive dates; each feature is judged on dates that the booster of the fold has not seen. */
  folds: z.int().min(2).max(20).default(5),
  /** How often a feature is permuted on each date. */
  repeats: z.int().min(1).max(100).default(3),
  /** Permuted copies of features that compete with the real ones: what these reach, noise reaches. */
  shadow_features: z.int().min(1).max(100).default(10),
  /** Features of a higher rank correlation, in absolute value, are permuted together: alone each would hide behind the other. */
  cluster_correlation: z.number().gt(0).max(1).default(0.7),
  /** Expected share of noise among the features that are called relevant. */
  false_discovery_rate: z.number().gt(0).lt(1).default(0.1),
  /** Days after which half of a relevance has given way to equal shares, until the next training. */
  half_life_days: z.number().min(1).max(100_000).default(90),
});
export type Hyperparameters = z.infer<typeof HyperparametersSchema>;
