import { InvalidInputError } from '@optaic/mlops/base';
import { crossSections } from './information-coefficient-by-date.ts';

/** A signal and what came of it, by columns; one row an entity and decision. */
export interface SignalPanel {
  /** Shape (rows,), ascending; milliseconds since the epoch, UTC. Equal times are one cross-section. */
  readonly decisionTime: Float64Array;
  /** Shape (rows,); once at most in a cross-section. */
  readonly entity: readonly string[];
  /** Shape (rows,); what is not finite is missing. */
  readonly signal: ArrayLike<number>;
  /** Shape (rows,); forward returns in fractions, so 0.01 is 1 %. What is not finite is missing. */
  readonly outcome: ArrayLike<number>;
  /** Shape (rows,): sector or country, for what is neutral to it. */
  readonly group?: readonly string[];
}

/** The complete rows of one decision. */
export interface CrossSection {
  readonly decisionTime: number;
  readonly entity: readonly string[];
  readonly signal: Float64Array;
  readonly outcome: Float64Array;
  readonly group: readonly string[] | undefined;
}

export interface CompleteSignals {
  /** In time order; a decision without one complete row is there, empty. */
  readonly crossSections: readonly CrossSection[];
  readonly rows: number;
  /** Rows without a signal or without an outcome. */
  readonly droppedRows: number;
}

/** A panel that loses more of its rows than this says little about the rest: the limit of alphalens, `max_loss`. */
export const MAXIMUM_LOSS = 0.35;

/**
 * The rows that have both signal and outcome, by decision; the others are dropped and counted.
 *
 * @param maximumLoss - Largest share of rows that may be dropped; 1 for no limit.
 * @throws {InvalidInputError} `metrics.shape_mismatch` when the columns differ in length; `metrics.unordered_dates` when a
 *   time precedes the one before it; `metrics.rows_lost` when more rows are dropped than the limit allows.
 * @see alphalens-reloaded, utils.get_clean_factor, max_loss.
 */
export function completeSignals(panel: SignalPanel, maximumLoss: number = MAXIMUM_LOSS): CompleteSignals {
  const { decisionTime, entity, signal, outcome, group } = panel;
  const rows = decisionTime.length;
  for (const [name, column] of Object.entries({ entity, signal, outcome, ...(group && { group }) })) {
    if (column.length === rows) continue;
    throw new InvalidInputError(
      'metrics.shape_mismatch',
      `${rows} decision times and ${column.length} values of ${name}; pass one of each a row`,
    );
  }
  const complete = crossSections(decisionTime).map(([start, end]) => {
    const kept: number[] = [];
    for (let row = start; row < end; row++) {
      if (Number.isFinite(signal[row]) && Number.isFinite(outcome[row])) kept.push(row);
    }
    return {
      decisionTime: decisionTime[start],
      entity: kept.map((row) => entity[row]),
      signal: Float64Array.from(kept, (row) => signal[row]),
      outcome: Float64Array.from(kept, (row) => outcome[row]),
      group: group && kept.map((row) => group[row]),
    };
  });
  const droppedRows = rows - complete.reduce((sum, { entity: kept }) => sum + kept.length, 0);
  if (droppedRows > maximumLoss * rows) {
    throw new InvalidInputError(
      'metrics.rows_lost',
      `${droppedRows} of ${rows} rows have no signal or no outcome; at most ${100 * maximumLoss} % may: pass dates whose outcomes are known, or find what lost them`,
    );
  }
  return { crossSections: complete, rows, droppedRows };
}
