import type { Panel, Prediction } from '@optaic/mlops/base';

/** The predictions of one or more decision dates, by columns, as a run is about to publish them. */
export interface Predictions {
  readonly rows: number;
  /** Shape (rows,). */
  readonly entity: readonly string[];
  /** Shape (rows,); milliseconds since the epoch, UTC. */
  readonly decisionTime: Float64Array;
  /** Shape (rows,): the model's raw output. */
  readonly score: Float32Array;
  /** Shape (rows,): what is published. */
  readonly signal: Float32Array;
  /** Published beside them, by name; each of shape (rows,). Missing is NaN. */
  readonly columns?: Readonly<Record<string, Float32Array>>;
}

/** What a predictor said about a panel, with what its rows are about: the panel's, or its own. */
export function predictionsOf(panel: Panel, prediction: Prediction): Predictions {
  const { entity = panel.entity, decisionTime = panel.decisionTime, score, signal, columns = {} } = prediction;
  return { rows: entity.length, entity, decisionTime, score, signal, columns };
}

/** Names a row in a finding: `AAPL 2020-01-03`. */
export function rowName({ entity, decisionTime }: Predictions, row: number): string {
  return `${entity[row] ?? '?'} ${dateName(decisionTime[row] ?? Number.NaN)}`;
}

/** The calendar date, UTC, of a decision time; `?` when it is no time at all. */
export function dateName(decisionTime: number): string {
  return Number.isFinite(decisionTime) ? new Date(decisionTime).toISOString().slice(0, 10) : '?';
}

/** The rows of each decision time, in order of first appearance. */
export function rowsByDecision({ rows, decisionTime }: Predictions): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < rows; row++) {
    const time = decisionTime[row] ?? Number.NaN;
    const group = groups.get(time);
    if (group === undefined) groups.set(time, [row]);
    else group.push(row);
  }
  return groups;
}
