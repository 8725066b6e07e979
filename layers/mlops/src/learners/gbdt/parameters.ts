import { InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { flag, integerFrom, oneOf, parseParameters } from '../parse-parameters.ts';

const OBJECTIVES = [
  'reg:squarederror',
  'reg:pseudohubererror',
  'binary:logistic',
  'multi:softprob',
  'rank:pairwise',
  'rank:ndcg',
] as const;

/** The parameters of training, under XGBoost's names and with its defaults (`xgb.train`). */
export const GbdtParametersSchema = z.strictObject({
  objective: oneOf(OBJECTIVES).default('reg:squarederror'),
  num_boost_round: integerFrom(1, 100_000).default(10),
  learning_rate: atLeast(0).default(0.3),
  /** 0 for no limit, which needs `max_leaves`. */
  max_depth: integerFrom(0, 30).default(6),
  /** 0 for no limit. */
  max_leaves: integerFrom(0, 1_000_000).default(0),
  grow_policy: oneOf(['depthwise', 'lossguide']).default('depthwise'),
  max_bin: integerFrom(2, 65_535).default(256),
  min_child_weight: atLeast(0).default(1),
  reg_lambda: atLeast(0).default(1),
  reg_alpha: atLeast(0).default(0),
  gamma: atLeast(0).default(0),
  /** The greatest magnitude of a leaf's weight, before the learning rate; 0 for no limit. */
  max_delta_step: atLeast(0).default(0),
  subsample: shareOfOne().default(1),
  colsample_bytree: shareOfOne().default(1),
  colsample_bylevel: shareOfOne().default(1),
  colsample_bynode: shareOfOne().default(1),
  /** By feature, in order (features beyond the list are free) or by name: 1 rising, −1 falling, 0 free. */
  monotone_constraints: monotoneConstraints().optional(),
  seed: integerFrom(0, 4_294_967_295).default(0),
  /** In prediction space. Absent: as XGBoost 3.0 estimates it. */
  base_score: z.number({ error: 'a finite number' }).optional(),
  /** Times which rows labelled 1 weigh, for squared error and logistic. */
  scale_pos_weight: above(0).default(1),
  /** Error from which pseudo-Huber is linear rather than squared. */
  huber_slope: above(0).default(1),
  /** Of `multi:softprob`, which needs it. */
  num_class: integerFrom(2, 1_000).optional(),
  /** One or several; early stopping watches the last. Absent: the objective's own. */
  eval_metric: metricNames().optional(),
  /** Needs a validation dataset; the model is cut back to its best round. */
  early_stopping_rounds: integerFrom(1, 100_000).optional(),
  /** Ranking learns from pairs in which one is among so many best of its group. */
  lambdarank_num_pair_per_sample: integerFrom(1, 1_000_000).default(32),
  lambdarank_normalization: flag().default(true),
  lambdarank_score_normalization: flag().default(true),
  /** Whether a relevance r gains 2^r − 1, or r. */
  ndcg_exp_gain: flag().default(true),
});
export type GbdtParameters = z.infer<typeof GbdtParametersSchema>;
export type GbdtParametersRaw = z.input<typeof GbdtParametersSchema>;

/**
 * Parses parameters as a person wrote them; what is absent takes XGBoost's default.
 *
 * @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the parameter, the
 *   value and what is allowed; `learner.parameter_conflict` for ones that do not go together.
 */
export function parseGbdtParameters(raw: unknown): GbdtParameters {
  const parameters = parseParameters(GbdtParametersSchema, raw);
  checkParameters(parameters);
  return parameters;
}

/**
 * Refuses parameters that are each allowed but not together.
 *
 * @throws {InvalidInputError} `learner.parameter_conflict`; `learner.parameter_out_of_range` for a base score that is no
 *   probability.
 */
export function checkParameters(parameters: GbdtParameters): void {
  const { objective, max_depth, max_leaves, base_score, num_class } = parameters;
  const conflict = (message: string) => new InvalidInputError('learner.parameter_conflict', message);
  if (max_depth === 0 && max_leaves === 0) {
    throw conflict('parameters max_depth and max_leaves are both 0, so nothing ends a tree; set one of them');
  }
  if (objective === 'multi:softprob') requireClasses(parameters);
  else if (num_class !== undefined) {
    throw conflict(`parameter num_class is ${num_class} but the objective is ${objective}; it is for multi:softprob`);
  }
  if (objective === 'binary:logistic' && base_score !== undefined && !(base_score > 0 && base_score < 1)) {
    throw new InvalidInputError(
      'learner.parameter_out_of_range',
      `parameter base_score is ${base_score}; allowed: a number in (0, 1) with binary:logistic`,
    );
  }
}

/**
 * The number of classes.
 *
 * @throws {InvalidInputError} `learner.parameter_conflict` without `num_class`.
 */
export function requireClasses({ objective, num_class }: GbdtParameters): number {
  if (num_class !== undefined) return num_class;
  throw new InvalidInputError(
    'learner.parameter_conflict',
    `the objective ${objective} needs the parameter num_class, an integer in [2, 1000]`,
  );
}

function atLeast(minimum: number) {
  const error = `a finite number ≥ ${minimum}`;
  return z.number({ error }).min(minimum, { error });
}

function above(limit: number) {
  const error = `a finite number > ${limit}`;
  return z.number({ error }).gt(limit, { error });
}

function shareOfOne() {
  const error = 'a number in (0, 1]';
  return z.number({ error }).gt(0, { error }).max(1, { error });
}

function metricNames() {
  const error = 'the name of a metric, or a list of them';
  return z.union([z.string(), z.array(z.string()).min(1, { error })], { error });
}

function monotoneConstraints() {
  const error = 'a list of −1, 0 and 1 by feature, or an object of feature name to one of them';
  const direction = z.literal([-1, 0, 1], { error });
  return z.union([z.array(direction), z.record(z.string(), direction)], { error });
}
