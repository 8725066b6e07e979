import { InvalidInputError } from './errors.ts';
import type { Panel } from './panel.ts';

/**
 * Refuses a panel of several decision times: what `predict` checks first.
 *
 * @throws {InvalidInputError} `inference.several_dates`, with their number.
 */
export function requireOneDate({ decisionTime }: Pick<Panel, 'decisionTime'>): void {
  const dates = new Set(decisionTime).size;
  if (dates <= 1) return;
  throw new InvalidInputError(
    'inference.several_dates',
    `the cross-section holds ${dates} decision times; predict takes one, predictBatch any number`,
  );
}
