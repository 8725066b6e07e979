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
