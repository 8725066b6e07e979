import { quantile } from '../quantile.ts';
import { mean, sampleDeviation } from './moments.ts';

/** Targets and predictions of the same rows, none missing or infinite; see `pairedRows`. */
export interface PairedRows {
  /** Shape (rows,). */
  readonly target: Float64Array;
  /** Shape (rows,), in the target's unit. */
  readonly prediction: Float64Array;
}

/** What rows with a target of nought add to the mean absolute percentage error: nothing special, no row, or 100 %. */
export type ZeroHandling = 'none' | 'drop' | 'replace';

export interface PercentageErrorOptions {
  readonly zeroHandling: ZeroHandling;
  /** @default 1, which is 100 % */
  readonly replaceValue?: number | undefined;
  /** Targets up to this size are near nought, and none divides by less. @default 2.220446049250313e-16 */
  readonly epsilon?: number | undefined;
}

/** Mean and sample deviation of the errors of a group of rows; NaN where the group is too small. */
export interface ErrorGroup {
  readonly mean_error: number;
  readonly std_error: number;
}

/** Quality of a regression on one side, in the reference's names. Errors are predictions less targets. */
export interface RegressionQuality {
  readonly mean_error: number;
  readonly error_std: number;
  readonly mean_abs_error: number;
  readonly abs_error_std: number;
  /** In percent; divided by the target, not by its size, so that one negative target drowns all others. */
  readonly mean_abs_perc_error: number;
  /** A fraction, unlike the mean. */
  readonly abs_perc_error_std: number;
  readonly abs_error_max: number;
  readonly rmse: number;
  readonly r2_score: number;
  readonly underperformance: {
    readonly majority: ErrorGroup;
    readonly underestimation: ErrorGroup;
    readonly overestimation: ErrorGroup;
  };
  /** Twice the number of rows whose target is near nought. */
  readonly near_zero_values: number;
}

/**
 * Quality of a regression. The 5 % of rows with the lowest errors are underestimated, the 5 % with the highest
 * overestimated, the rest the majority.
 *
 * @param rows - At least one.
 * @see evidently 0.7.21, legacy/calculations/regression_performance.py.
 */
export function regressionQuality(rows: PairedRows, options: PercentageErrorOptions): RegressionQuality {
  const errors = predictionErrors(rows);
  const sizes = errors.map(Math.abs);
  const percentage = percentageErrors(rows, options);
  return {
    mean_error: mean(errors),
    error_std: sampleDeviation(errors),
    mean_abs_error: mean(sizes),
    abs_error_std: sampleDeviation(sizes),
    mean_abs_perc_error: 100 * mean(percentage.errors),
    abs_perc_error_std: sampleDeviation(percentage.errors),
    abs_error_max: maximum(sizes),
    rmse: rootMeanSquare(errors),
    r2_score: determination(rows.target, errors),
    underperformance: underperformance(errors),
    near_zero_values: 2 * percentage.nearZeroRows,
  };
}

/** Prediction less target, row by row. */
export function predictionErrors({ target, prediction }: PairedRows): Float64Array {
  return prediction.map((value, row) => value - target[row]);
}

export function rootMeanSquare(errors: Float64Array): number {
  return Math.sqrt(mean(errors.map((error) => error * error)));
}

export function maximum(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
}

/** The limits of the 5 % of rows with the lowest and of the 5 % with the highest errors. */
export function errorLimits(errors: Float64Array): { readonly under: number; readonly over: number } {
  return { under: quantile(errors, 0.05), over: quantile(errors, 1 - 0.05) };
}

function underperformance(errors: Float64Array): RegressionQuality['underperformance'] {
  const { under, over } = errorLimits(errors);
  const group = (isIn: (error: number) => boolean): ErrorGroup => {
    const chosen = errors.filter(isIn);
    return { mean_error: mean(chosen), std_error: sampleDeviation(chosen) };
  };
  return {
    majority: group((error) => error > under && error < over),
    underestimation: group((error) => error <= under),
    overestimation: group((error) => error >= over),
  };
}

function percentageErrors(
  { target, prediction }: PairedRows,
  { zeroHandling, replaceValue = 1, epsilon = Number.EPSILON }: PercentageErrorOptions,
): { readonly errors: Float64Array; readonly nearZeroRows: number } {
  const errors: number[] = [];
  let nearZeroRows = 0;
  for (let row = 0; row < target.length; row++) {
    const isNearZero = !(Math.abs(target[row]) > epsilon);
    if (isNearZero) nearZeroRows++;
    if (isNearZero && zeroHandling === 'drop') continue;
    // A replacement of nought counts as none given, as in the reference.
    if (isNearZero && zeroHandling === 'replace') errors.push(replaceValue || 1);
    else errors.push(Math.abs(prediction[row] - target[row]) / Math.max(target[row], epsilon));
  }
  return { errors: Float64Array.from(errors), nearZeroRows };
}

/** 1 − SSE/SST about the target's mean; for a constant target 1 when every error is nought, else 0. */
function determination(target: Float64Array, errors: Float64Array): number {
  const centre = mean(target);
  const residual = mean(errors.map((error) => error * error));
  const total = mean(target.map((value) => (value - centre) ** 2));
  if (total === 0) return residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
