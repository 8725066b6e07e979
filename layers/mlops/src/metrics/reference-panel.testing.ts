import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { SignalPanel } from './signal-panel.ts';

const REFERENCE = fileURLToPath(new URL('../../../../test/data/signal-metrics/', import.meta.url));

/** The panel of test/data/signal-metrics: ties, missing values, names that enter and leave. */
export function referencePanel(): Required<SignalPanel> {
  const [, ...lines] = readFileSync(`${REFERENCE}panel.csv`, 'utf8').trim().split('\n');
  const rows = lines.map((line) => line.split(','));
  const number = (text = '') => (text === '' ? Number.NaN : Number(text));
  return {
    decisionTime: Float64Array.from(rows, ([date = '']) => Date.parse(date)),
    entity: rows.map(([, entity = '']) => entity),
    group: rows.map(([, , group = '']) => group),
    signal: Float64Array.from(rows, ([, , , signal]) => number(signal)),
    outcome: Float64Array.from(rows, ([, , , , outcome]) => number(outcome)),
  };
}

/** What make_reference.py computed beside it. */
export function referenceNumbers(): unknown {
  return JSON.parse(readFileSync(`${REFERENCE}expected.json`, 'utf8'));
}

const TOLERANCE = 1e-10;

/** Equal within 1e-10 of the larger of 1 and the value; undefined where the reference has null. */
export function expectSame(actual: number | undefined, expected: number | null, name: string): void {
  if (expected === null) {
    expect(actual, name).toBeUndefined();
    return;
  }
  expect(actual, name).toBeDefined();
  expect(Math.abs((actual ?? Number.NaN) - expected), `${name}: ${actual}, not ${expected}`).toBeLessThanOrEqual(
    TOLERANCE * Math.max(1, Math.abs(expected)),
  );
}

export function expectSeries(
  actual: ArrayLike<number | undefined>,
  expected: readonly (number | null)[],
  name: string,
): void {
  expect(actual.length, name).toBe(expected.length);
  expected.forEach((value, i) => {
    expectSame(actual[i], value, `${name}[${i}]`);
  });
}
