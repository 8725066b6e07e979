import { CalendarDateSchema, createRandom } from '@optaic/mlops/base';
import { type TrialRecord, TrialRecordSchema } from '@optaic/mlops/registry';
import type { BacktestDate } from '@optaic/mlops/registry/backtest-report';
import { describe, expect, it } from 'vitest';
import { newTrial } from '../../../../test/support/registry-fixtures.ts';
import { runIdFrom } from '../registry/run-id.ts';
import { backtestMetrics } from './backtest-metrics.ts';
import { ledgerMetrics } from './ledger-metrics.ts';

const DATES = 96;

function seriesOf(seed: number, drift: number, from = 0): BacktestDate[] {
  const random = createRandom(seed);
  return Array.from({ length: DATES }, (_, n) => {
    const netReturn = drift + 0.02 * (random() + random() + random() - 1.5);
    return {
      decisionDate: CalendarDateSchema.parse(
        new Date(Date.UTC(2015, 0, 1 + 7 * (n + from))).toISOString().slice(0, 10),
      ),
      modelVersion: 1,
      assets: 20,
      informationCoefficient: null,
      rankInformationCoefficient: null,
      grossReturn: netReturn,
      netReturn,
      turnover: 0,
      longShortReturn: null,
      driftShare: null,
      firing: [],
    };
  });
}

function trialOf(index: number, series: readonly BacktestDate[]): TrialRecord {
  return TrialRecordSchema.parse({
    ...newTrial('ledger', runIdFrom('evaluation')),
    id: index.toString(16).padStart(24, '0'),
    metrics: backtestMetrics(series, { holdingPeriods: 1, periodsPerYear: 50.4 }),
    firstRecordedAt: '2020-01-02T00:00:00.000Z',
    recordedAt: '2020-01-02T00:00:00.000Z',
    revision: 1,
  });
}

function ledgerOf(all: readonly (readonly BacktestDate[])[]) {
  const trials = all.map((series, index) => trialOf(index, series));
  const series = new Map(trials.map(({ id }, index) => [id, all[index] ?? []]));
  return trials.map((trial) => ledgerMetrics(trial, trials, series));
}

describe('ledgerMetrics', () => {
  it('reports PSR(0) for one trial alone, and no probability of overfitting', () => {
    const [alone] = ledgerOf([seriesOf(1, 0.002)]);

    expect(alone).toMatchObject({ trials: 1, expectedMaximumSharpeRatio: 0, probabilityOfBacktestOverfitting: null });
    expect(alone?.deflatedSharpeRatio).toBe(alone?.probabilisticSharpeRatio);
  });

  it('deflates the best of many trials without skill to what luck shows', () => {
    const ledger = ledgerOf(Array.from({ length: 30 }, (_, seed) => seriesOf(seed + 1, 0)));
    const best = ledger.reduce((a, b) =>
      (b.probabilisticSharpeRatio ?? 0) > (a.probabilisticSharpeRatio ?? 0) ? b : a,
    );

    expect(best.probabilisticSharpeRatio).toBeGreaterThan(0.95);
    expect(best.deflatedSharpeRatio).toBeLessThan(0.9);
    expect(best.expectedMaximumSharpeRatio).toBeGreaterThan(1);
    expect(best.probabilityOfBacktestOverfitting).toBeGreaterThan(0.2);
  });

  it('lets one trial with skill stand among those without', () => {
    const [skilled] = ledgerOf([seriesOf(100, 0.01), ...Array.from({ length: 9 }, (_, seed) => seriesOf(seed + 1, 0))]);

    expect(skilled?.deflatedSharpeRatio).toBeGreaterThan(0.95);
    expect(skilled?.probabilityOfBacktestOverfitting).toBeLessThan(0.05);
  });

  it('judges overfitting over the dates that every trial has, and not over too few', () => {
    const [half] = ledgerOf([seriesOf(1, 0), seriesOf(2, 0, DATES / 2)]);
    const [few] = ledgerOf([seriesOf(1, 0), seriesOf(2, 0, DATES - 11)]);

    expect(half).toMatchObject({ commonDates: DATES / 2, probabilityOfBacktestOverfitting: expect.any(Number) });
    expect(few).toMatchObject({ commonDates: 11, probabilityOfBacktestOverfitting: null });
  });
});
