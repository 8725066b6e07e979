import { labelEnds, type Samples } from './samples.ts';

/**
 * The samples of a panel whose labels look `horizonDays` ahead: to split its rows again, inside a trainer.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @param days - Decision times of a panel that has every trading day, where this one lacks some. @default its own
 * @throws {InvalidInputError} `split.samples_malformed`, when splitting, for no rows.
 */
export function panelSamples(
  decisionTime: Float64Array,
  horizonDays: number,
  days: Float64Array = decisionTime,
): Samples {
  const calendar = Float64Array.from(new Set(days));
  return { start: decisionTime, end: labelEnds(decisionTime, calendar, horizonDays), calendar };
}
