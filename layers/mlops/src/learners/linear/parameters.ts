import { z } from 'zod';
import { flag, integerFrom, numberAbove, numberFrom, parseParameters } from '../parse-parameters.ts';

const MAXIMUM = 1e12;
/** Divide each feature by its deviation, so that the penalty treats all alike. Features are always centred. */
const standardise = flag().default(true);

/** The names are scikit-learn's. */
export const RidgeParametersSchema = z.strictObject({
  /** Of the penalty α ‖β‖², beside the weighted sum of squared errors; 0 is least squares. */
  alpha: numberFrom(0, MAXIMUM).default(1),
  standardise,
});
export type RidgeParameters = z.infer<typeof RidgeParametersSchema>;

export const ElasticNetParametersSchema = z.strictObject({
  /** Of the penalty, beside half the weighted mean of squared errors. */
  alpha: numberFrom(0, MAXIMUM).default(1),
  /** Share of the absolute penalty: 1 is the lasso, 0 ridge. */
  l1_ratio: numberFrom(0, 1).default(0.5),
  /** Sweeps over all features. */
  max_iter: integerFrom(1, 1_000_000).default(1_000),
  /** It ends when the duality gap is below this share of the labels' sum of squares. */
  tol: numberAbove(0, 1).default(1e-6),
  standardise,
});
export type ElasticNetParameters = z.infer<typeof ElasticNetParametersSchema>;

export const LogisticParametersSchema = z.strictObject({
  /** Inverse of the penalty: C times the weighted sum of losses, beside ½ ‖β‖². */
  C: numberAbove(0, MAXIMUM).default(1),
  /** Newton steps. */
  max_iter: integerFrom(1, 10_000).default(100),
  /** It ends when no derivative, by weight of the rows, is larger. */
  tol: numberAbove(0, 1).default(1e-10),
  standardise,
});
export type LogisticParameters = z.infer<typeof LogisticParametersSchema>;

/** @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the range. */
export function parseRidgeParameters(raw: unknown): RidgeParameters {
  return parseParameters(RidgeParametersSchema, raw);
}

/** @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the range. */
export function parseElasticNetParameters(raw: unknown): ElasticNetParameters {
  return parseParameters(ElasticNetParametersSchema, raw);
}

/** @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the range. */
export function parseLogisticParameters(raw: unknown): LogisticParameters {
  return parseParameters(LogisticParametersSchema, raw);
}
