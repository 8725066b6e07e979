import { describe, expect, it } from 'vitest';
import { completeSignals } from './signal-panel.ts';
import { definedValues, signalSeries } from './signal-series.ts';

/** Two names, long the first; each decision earns 0.1 on it and nothing on the other. */
function panel(decisions: number) {
  return completeSignals({
    decisionTime: Float64Array.from({ length: 2 * decisions }, (_, row) => Math.floor(row / 2)),
    entity: Array.from({ length: 2 * decisions }, (_, row) => (row % 2 === 0 ? 'A' : 'B')),
    signal: Array.from({ length: 2 * decisions }, (_, row) => (row % 2 === 0 ? 1 : -1)),
    outcome: Array.from({ length: 2 * decisions }, (_, row) => (row % 2 === 0 ? 0.1 : 0)),
  });
}

describe('signalSeries', () => {
  it('compares a book with what the one before it has drifted to', () => {
    const dates = signalSeries(panel(2), { holdingPeriods: 1, costBps: 100 });

    // ½ − ½ earns 0.05; A drifts to 0.55/1.05, B to −0.5/1.05; bought back for ½ (|0.5 − 0.5238| + |−0.5 + 0.4762|).
    const drift = 0.55 / 1.05 - 0.5;
    expect(dates.map(({ weightedReturn }) => weightedReturn)).toEqual([0.05, 0.05]);
    expect(dates[0].turnover).toBe(0.5);
    expect(dates[1].turnover).toBeCloseTo((drift + (0.5 - 0.5 / 1.05)) / 2, 15);
    expect(dates[0].netReturn).toBeCloseTo(0.05 - 0.01 * 0.5, 15);
    expect(dates[0].effectiveAssets).toBe(2);
    expect(dates[0].universeReturn).toBeCloseTo(0.05, 15);
  });

  it('holds as many books as an outcome spans decisions: each is compared with its own', () => {
    const dates = signalSeries(panel(4), { holdingPeriods: 2, costBps: 0 });

    expect(dates.slice(0, 2).map(({ turnover }) => turnover)).toEqual([0.5, 0.5]);
    expect(dates[2].turnover).toBe(dates[3].turnover);
    expect(dates[2].turnover).toBeLessThan(0.05);
  });

  it('is undefined where a decision has no book or too few assets, and leaves the book before it held', () => {
    const complete = panel(3);
    const { decisionTime } = complete.crossSections[1];
    const empty = {
      decisionTime,
      entity: [],
      signal: new Float64Array(),
      outcome: new Float64Array(),
      group: undefined,
    };
    const crossSections = complete.crossSections.with(1, empty);

    const dates = signalSeries({ ...complete, crossSections }, { holdingPeriods: 1, costBps: 0 });

    expect(dates[1]).toEqual({ decisionTime: 1, assets: 0 });
    expect(dates[0].rankInformationCoefficient).toBeUndefined();
    expect(dates[2].turnover).toBeLessThan(0.05);
    expect(definedValues(dates, 'weightedReturn')).toEqual([0.05, 0.05]);
  });

  it('fails unless the holding periods are an integer of at least 1', () => {
    for (const holdingPeriods of [0, 1.5]) {
      expect(() => signalSeries(panel(1), { holdingPeriods, costBps: 0 })).toThrow(`${holdingPeriods} holding periods`);
    }
  });
});
