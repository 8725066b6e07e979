import { labelEnds, type Samples } from './samples.ts';

/**
 * The samples of a panel whose labels look `horizonDays` of its own dates ahead: to split its rows again, inside a trainer.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @throws {InvalidInputError} `split.samples_malformed`, when splitting, for no rows.
 */
export function panelSamples(decisionTime: Float64Array, horizonDays: number): Samples {
  const calendar = Float64Array.from(new Set(decisionTime));
  return { start: decisionTime, end: labelEnds(decisionTime, calendar, horizonDays), calendar };
}
