import { describe, expect, it } from 'vitest';
import { completeSignals } from './signal-panel.ts';

const NAN = Number.NaN;

describe('completeSignals', () => {
  it('drops rows without signal or outcome and counts them, and keeps a decision that loses all of its own', () => {
    const complete = completeSignals(
      {
        decisionTime: Float64Array.of(1, 1, 1, 2, 3),
        entity: ['A', 'B', 'C', 'A', 'A'],
        signal: [0.5, NAN, 0.1, Number.POSITIVE_INFINITY, 0.2],
        outcome: [0.01, 0.02, NAN, 0.01, -0.01],
      },
      1,
    );

    expect(complete).toMatchObject({ rows: 5, droppedRows: 3 });
    expect(complete.crossSections.map(({ entity }) => entity)).toEqual([['A'], [], ['A']]);
  });

  it('fails when more than 35 % of the rows are lost', () => {
    const panel = (lost: number) => ({
      decisionTime: new Float64Array(100),
      entity: Array.from({ length: 100 }, (_, i) => `E${i}`),
      signal: Array.from({ length: 100 }, (_, i) => (i < lost ? NAN : i)),
      outcome: new Float64Array(100),
    });

    expect(completeSignals(panel(35)).droppedRows).toBe(35);
    expect(() => completeSignals(panel(36))).toThrow('36 of 100 rows have no signal or no outcome; at most 35 % may');
  });

  it('fails when the columns differ in length or the dates are unordered', () => {
    const columns = { entity: ['A', 'B'], signal: [1, 2], outcome: [1, 2] };

    expect(() => completeSignals({ ...columns, decisionTime: Float64Array.of(1, 1), signal: [1] })).toThrow(
      '2 decision times and 1 values of signal',
    );
    expect(() => completeSignals({ ...columns, decisionTime: Float64Array.of(1, 1), group: ['x'] })).toThrow(
      '1 values of group',
    );
    expect(() => completeSignals({ ...columns, decisionTime: Float64Array.of(2, 1) })).toThrow('before the 2');
  });
});
