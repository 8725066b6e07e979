import { type CalendarDate, CalendarDateSchema, IntegrityError } from '@optaic/mlops/base';
import { crossSections, rankInformationCoefficient } from '@optaic/mlops/metrics';
import type { RealisedCoefficient } from './check-performance.ts';

/** Published signals by columns, one row an entity and decision date. */
export interface PublishedSignals {
  readonly entity: readonly string[];
  /** Milliseconds since the epoch, UTC; any order. */
  readonly decisionTime: Float64Array;
  /** In [-1, 1]; NaN where none was published. */
  readonly signal: Float64Array;
}

/** Outcomes that are known, one row an entity and decision date. */
export interface KnownOutcomes {
  readonly entity: readonly string[];
  /** The decision that the outcome judges: milliseconds since the epoch, UTC. */
  readonly decisionTime: Float64Array;
  /** Returns in fractions. */
  readonly outcome: Float64Array;
  /** Milliseconds since the epoch, UTC. */
  readonly knowledgeTime: Float64Array;
}

/**
 * The rank information coefficient of every decision date that has at least one known outcome, with the assets that have
 * both a signal and an outcome. Dates without any are not there yet.
 *
 * @param versionOn - The model version that each decision date was predicted by.
 * @returns In order of the dates.
 * @throws {IntegrityError} `monitoring.prediction_without_run` for a date that no inference run predicted.
 */
export function realisedCoefficients(
  signals: PublishedSignals,
  outcomes: KnownOutcomes,
  versionOn: ReadonlyMap<CalendarDate, number>,
): RealisedCoefficient[] {
  const outcomeRow = new Map<string, number>();
  for (let row = 0; row < outcomes.entity.length; row++) {
    outcomeRow.set(keyOf(outcomes.entity[row], outcomes.decisionTime[row]), row);
  }
  const order = Array.from(signals.decisionTime.keys()).sort(
    (a, b) => signals.decisionTime[a] - signals.decisionTime[b] || (signals.entity[a] < signals.entity[b] ? -1 : 1),
  );
  const matched = order
    .map((row) => ({ row, outcome: outcomeRow.get(keyOf(signals.entity[row], signals.decisionTime[row])) }))
    .filter((pair): pair is { row: number; outcome: number } => pair.outcome !== undefined);
  const times = Float64Array.from(matched, ({ row }) => startOfDay(signals.decisionTime[row]));

  return crossSections(times).map(([start, end]) => {
    const decisionDate = dateAt(times[start]);
    const pairs = matched.slice(start, end);
    const signal = Float64Array.from(pairs, ({ row }) => signals.signal[row]);
    const outcome = Float64Array.from(pairs, (pair) => outcomes.outcome[pair.outcome]);
    return {
      decisionDate,
      modelVersion: versionOf(decisionDate, versionOn),
      value: rankInformationCoefficient(signal, outcome) ?? null,
      assets: signal.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(outcome[i])).length,
      outcomeKnownDate: dateAt(Math.max(...pairs.map((pair) => outcomes.knowledgeTime[pair.outcome]))),
    };
  });
}

const DAY_MILLISECONDS = 86_400_000;

function startOfDay(milliseconds: number): number {
  return Math.floor(milliseconds / DAY_MILLISECONDS) * DAY_MILLISECONDS;
}

function keyOf(entity: string, milliseconds: number): string {
  return `${startOfDay(milliseconds)} ${entity}`;
}

function dateAt(milliseconds: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(milliseconds).toISOString().slice(0, 10));
}

function versionOf(date: CalendarDate, versionOn: ReadonlyMap<CalendarDate, number>): number {
  const version = versionOn.get(date);
  if (version !== undefined) return version;
  throw new IntegrityError(
    'monitoring.prediction_without_run',
    `there are predictions for ${date}, but no completed inference run of the instance made them; trace their lineage`,
  );
}
