import type { Panel, Prediction } from '@optaic/mlops/base';
import { predictionsOf } from '@optaic/mlops/guardrails';
import { dayOf } from './leak-report.ts';
import { isSameNumber } from './same-bits.ts';

/** What is published of a row, by column; `score` and `signal` come first. */
type PublishedRow = ReadonlyMap<string, number>;

/** Published rows by what they are about, `AAPL 2020-03-02`, in their order. */
export type PublishedRows = ReadonlyMap<string, PublishedRow>;

/** What a prediction publishes up to a decision time, whether its rows are the panel's or its own. */
export function predictedBy(panel: Panel, prediction: Prediction, time: number): PublishedRows {
  const { rows, entity, decisionTime, score, signal, columns = {} } = predictionsOf(panel, prediction);
  const published = new Map<string, PublishedRow>();
  const named = Object.entries({ score, signal, ...columns });
  for (let row = 0; row < rows; row++) {
    if (decisionTime[row] > time) continue;
    published.set(
      `${entity[row]} ${dayOf(decisionTime[row])}`,
      new Map(named.map(([name, values]) => [name, values[row]])),
    );
  }
  return published;
}

/** The rows that are not the same bits in both, or only in one; each in words, with what moved. */
export function movedRows(before: PublishedRows, after: PublishedRows): string[] {
  const moved: string[] = [];
  for (const [name, row] of before) {
    const other = after.get(name);
    if (other === undefined) moved.push(`${name}: is gone`);
    else {
      const changes = [...row].filter(([column, value]) => !isSameNumber(value, other.get(column)));
      if (changes.length > 0 || other.size !== row.size) moved.push(`${name}: ${changesOf(changes, other)}`);
    }
  }
  for (const name of after.keys()) if (!before.has(name)) moved.push(`${name}: is new`);
  return moved;
}

function changesOf(changes: readonly (readonly [string, number])[], other: PublishedRow): string {
  return changes.map(([column, value]) => `${column} ${value} → ${other.get(column)}`).join(', ') || 'other columns';
}
