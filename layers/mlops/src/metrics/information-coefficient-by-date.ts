import { InvalidInputError } from '@optaic/mlops/base';
import { rankInformationCoefficient } from './information-coefficient.ts';

export interface DatedCoefficient {
  /** Milliseconds since the epoch, UTC. */
  readonly decisionTime: number;
  /** Undefined for fewer than 5 assets or no variance. */
  readonly value: number | undefined;
  /** Rows with both signal and outcome. */
  readonly assets: number;
}

/**
 * Rank information coefficient of every date, in time order.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch. Equal times are one cross-section.
 * @param signal - Shape (rows,); NaN is missing.
 * @param outcome - Shape (rows,); returns in fractions; NaN is missing.
 * @throws {InvalidInputError} `metrics.shape_mismatch` when the lengths differ; `metrics.unordered_dates` when a time
 *   precedes the one before it.
 */
export function rankInformationCoefficientByDate(
  decisionTime: Float64Array,
  signal: ArrayLike<number>,
  outcome: ArrayLike<number>,
): DatedCoefficient[] {
  if (signal.length !== decisionTime.length || outcome.length !== decisionTime.length) {
    throw new InvalidInputError(
      'metrics.shape_mismatch',
      `${decisionTime.length} decision times, ${signal.length} signals and ${outcome.length} outcomes; pass one of each a row`,
    );
  }
  const signals = Float64Array.from(signal);
  const outcomes = Float64Array.from(outcome);
  return crossSections(decisionTime).map(([start, end]) => {
    const s = signals.subarray(start, end);
    const o = outcomes.subarray(start, end);
    return {
      decisionTime: decisionTime[start],
      value: rankInformationCoefficient(s, o),
      assets: s.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(o[i])).length,
    };
  });
}

/**
 * The row ranges [start, end) of equal decision times, in order.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @throws {InvalidInputError} `metrics.unordered_dates` when a time precedes the one before it.
 */
export function crossSections(decisionTime: Float64Array): [start: number, end: number][] {
  const ranges: [number, number][] = [];
  let start = 0;
  for (let row = 1; row <= decisionTime.length; row++) {
    const time = decisionTime[row];
    const previous = decisionTime[row - 1];
    if (time !== undefined && time < previous) {
      throw new InvalidInputError(
        'metrics.unordered_dates',
        `row ${row} has decision time ${time}, before the ${previous} of the row above it; sort the rows by decision time`,
      );
    }
    if (time === previous) continue;
    ranges.push([start, row]);
    start = row;
  }
  return ranges;
}
