import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import type { SignalPanel } from '@optaic/mlops/metrics';
import type { KnownOutcomes, PublishedSignals } from '@optaic/mlops/monitoring';

export interface JoinedOutcomes {
  /** Rows of the decisions that have at least one known outcome, by (decision, entity); a missing outcome is NaN. */
  readonly panel: SignalPanel;
  /** When the last outcome of a decision could be known. */
  readonly outcomeKnownDates: ReadonlyMap<CalendarDate, CalendarDate>;
  /** Decisions without one known outcome. */
  readonly unrealised: number;
}

const DAY_MS = 86_400_000;
const dayOf = (time: number) => Math.floor(time / DAY_MS) * DAY_MS;
const dateAt = (time: number) => CalendarDateSchema.parse(new Date(time).toISOString().slice(0, 10));

/**
 * Puts beside each signal what came of it, by entity and day.
 *
 * @param decisions - The dates that are judged; other signals are left out.
 */
export function joinOutcomes(
  signals: PublishedSignals,
  outcomes: KnownOutcomes,
  decisions: ReadonlySet<CalendarDate>,
): JoinedOutcomes {
  const asked = new Set([...decisions].map((date) => Date.parse(date)));
  // Outcomes are known for decades of days: only those of the decisions are worth a key.
  const rowOf = new Map<number, Map<string, number>>();
  for (let row = 0; row < outcomes.entity.length; row++) {
    const day = dayOf(outcomes.decisionTime[row]);
    if (!asked.has(day) || !Number.isFinite(outcomes.outcome[row])) continue;
    const ofDay = rowOf.get(day) ?? new Map<string, number>();
    rowOf.set(day, ofDay.set(outcomes.entity[row], row));
  }
  const isRealised = (row: number) => rowOf.has(dayOf(signals.decisionTime[row]));
  const decided = new Set(Array.from(signals.decisionTime, dayOf).filter((day) => asked.has(day)));
  const rows = Array.from(signals.decisionTime.keys())
    .filter(isRealised)
    .sort(
      (a, b) =>
        dayOf(signals.decisionTime[a]) - dayOf(signals.decisionTime[b]) ||
        (signals.entity[a] < signals.entity[b] ? -1 : 1),
    );
  const outcomeRow = (row: number) => rowOf.get(dayOf(signals.decisionTime[row]))?.get(signals.entity[row]);
  return {
    panel: {
      decisionTime: Float64Array.from(rows, (row) => dayOf(signals.decisionTime[row])),
      entity: rows.map((row) => signals.entity[row]),
      signal: Float64Array.from(rows, (row) => signals.signal[row]),
      outcome: Float64Array.from(rows, (row) => {
        const found = outcomeRow(row);
        return found === undefined ? Number.NaN : outcomes.outcome[found];
      }),
    },
    outcomeKnownDates: new Map(
      [...rowOf].map(([day, ofDay]) => [
        dateAt(day),
        dateAt([...ofDay.values()].reduce((last, row) => Math.max(last, outcomes.knowledgeTime[row]), 0)),
      ]),
    ),
    unrealised: [...decided].filter((day) => !rowOf.has(day)).length,
  };
}
