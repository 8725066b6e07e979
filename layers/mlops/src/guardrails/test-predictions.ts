import type { Predictions } from './predictions.ts';

/** One row as a test writes it: entity, date, signal, and a score when it is not the signal. */
export type PredictionRow = readonly [entity: string, date: string, signal: number, score?: number];

/** Predictions for a test, from rows. */
export function predictionsOf(...rows: readonly PredictionRow[]): Predictions {
  return {
    rows: rows.length,
    entity: rows.map(([entity]) => entity),
    decisionTime: Float64Array.from(rows, ([, date]) => Date.parse(date)),
    score: Float32Array.from(rows, ([, , signal, score]) => score ?? signal),
    signal: Float32Array.from(rows, ([, , signal]) => signal),
  };
}
