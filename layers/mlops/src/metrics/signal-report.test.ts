import { describe, expect, it } from 'vitest';
import { referencePanel } from './reference-panel.testing.ts';
import { signalReport } from './signal-report.ts';

const panel = referencePanel();

describe('signalReport', () => {
  it('has finite numbers only, for signals that say nothing too', () => {
    const silent = { ...panel, signal: panel.decisionTime.map(() => 0.1), outcome: panel.decisionTime.map(() => 0) };

    const { metrics } = signalReport(silent, { horizonDays: 5, stepDays: 5 });

    expect(Object.values(metrics).every(Number.isFinite)).toBe(true);
    expect(metrics).toMatchObject({ rankInformationCoefficientDates: 0, rankInformationCoefficientSkippedDates: 92 });
    expect(metrics).not.toHaveProperty('meanRankInformationCoefficient');
    expect(metrics).not.toHaveProperty('netSharpeRatio');
  });

  it('is empty but for counts where there are no rows', () => {
    const { metrics, dates } = signalReport(
      { decisionTime: new Float64Array(), entity: [], signal: [], outcome: [] },
      { horizonDays: 5 },
    );

    expect(dates).toEqual([]);
    expect(metrics).toMatchObject({ signalRows: 0, signalDroppedRows: 0 });
    expect(metrics).not.toHaveProperty('meanCoverage');
  });

  it('fails for a panel that loses too many rows, unless told otherwise', () => {
    const holes = { ...panel, signal: Float64Array.from(panel.signal, (s, row) => (row % 2 === 0 ? s : Number.NaN)) };

    expect(() => signalReport(holes, { horizonDays: 5 })).toThrow('have no signal or no outcome');
    expect(signalReport(holes, { horizonDays: 5, maximumLoss: 1 }).metrics.signalDroppedRows).toBeGreaterThan(1_000);
  });

  it('charges the cost that it says', () => {
    const free = signalReport(panel, { horizonDays: 5, stepDays: 5, costBps: 0 }).metrics;
    const dear = signalReport(panel, { horizonDays: 5, stepDays: 5, costBps: 50 }).metrics;

    expect(free.meanNetReturn).toBe(free.meanWeightedReturn);
    expect(dear.meanNetReturn).toBeCloseTo(dear.meanWeightedReturn - 0.005 * dear.meanTurnover, 12);
  });
});
