import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
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
 * @returns Coefficients in order of the dates; dates that no version is known for are counted, not judged.
 */
export function realisedCoefficients(
  signals: PublishedSignals,
  outcomes: KnownOutcomes,
  versionOn: ReadonlyMap<CalendarDate, number>,
): { coefficients: RealisedCoefficient[]; unattributedDates: number } {
  const matched = matchOutcomes(signals, outcomes);
  const times = Float64Array.from(matched, ({ row }) => startOfDay(signals.decisionTime[row]));
  const coefficients: RealisedCoefficient[] = [];
  let unattributedDates = 0;
  for (const [start, end] of crossSections(times)) {
    const decisionDate = dateAt(times[start]);
    const modelVersion = versionOn.get(decisionDate);
    if (modelVersion === undefined) {
      unattributedDates++;
      continue;
    }
    const pairs = matched.slice(start, end);
    const signal = Float64Array.from(pairs, ({ row }) => signals.signal[row]);
    const outcome = Float64Array.from(pairs, (pair) => outcomes.outcome[pair.outcomeRow]);
    coefficients.push({
      decisionDate,
      modelVersion,
      value: rankInformationCoefficient(signal, outcome) ?? null,
      assets: signal.filter((value, i) => !Number.isNaN(value) && !Number.isNaN(outcome[i])).length,
      outcomeKnownDate: dateAt(Math.max(...pairs.map((pair) => outcomes.knowledgeTime[pair.outcomeRow]))),
    });
  }
  return { coefficients, unattributedDates };
}

/** The rows of signals that have an outcome, in order of (day, entity), each with its outcome's row. */
function matchOutcomes(signals: PublishedSignals, outcomes: KnownOutcomes): { row: number; outcomeRow: number }[] {
  // Outcomes are known for decades of days, predictions for few: only the days of these are worth a key.
  const days = new Set(Array.from(signals.decisionTime, startOfDay));
  const rowOf = new Map<string, number>();
  for (let row = 0; row < outcomes.entity.length; row++) {
    const day = startOfDay(outcomes.decisionTime[row]);
    if (days.has(day)) rowOf.set(keyOf(outcomes.entity[row], day), row);
  }
  return Array.from(signals.decisionTime.keys())
    .sort(
      (a, b) => signals.decisionTime[a] - signals.decisionTime[b] || (signals.entity[a] < signals.entity[b] ? -1 : 1),
    )
    .flatMap((row) => {
      const outcomeRow = rowOf.get(keyOf(signals.entity[row], startOfDay(signals.decisionTime[row])));
      return outcomeRow === undefined ? [] : [{ row, outcomeRow }];
    });
}

const DAY_MILLISECONDS = 86_400_000;

function startOfDay(milliseconds: number): number {
  return Math.floor(milliseconds / DAY_MILLISECONDS) * DAY_MILLISECONDS;
}

function keyOf(entity: string, day: number): string {
  return `${day} ${entity}`;
}

function dateAt(milliseconds: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(milliseconds).toISOString().slice(0, 10));
}
