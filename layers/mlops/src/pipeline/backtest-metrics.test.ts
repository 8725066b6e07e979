import { CalendarDateSchema } from '@optaic/mlops/base';
import type { BacktestDate } from '@optaic/mlops/registry/backtest-report';
import { describe, expect, it } from 'vitest';
import { backtestMetrics, returnSpacing, separateReturns } from './backtest-metrics.ts';

const dateOf = (n: number, changed: Partial<BacktestDate>): BacktestDate => ({
  decisionDate: CalendarDateSchema.parse(new Date(Date.UTC(2015, 0, 1 + n)).toISOString().slice(0, 10)),
  modelVersion: 1,
  assets: 20,
  informationCoefficient: 0.1,
  rankInformationCoefficient: 0.2,
  grossReturn: 0.01,
  netReturn: 0.009,
  turnover: 0.5,
  longShortReturn: 0.01,
  driftShare: 0,
  firing: [],
  ...changed,
});

describe('returnSpacing', () => {
  it.each([
    { horizonDays: 5, stepDays: 5, holdingPeriods: 1, periodsPerYear: 50.4 },
    { horizonDays: 5, stepDays: 1, holdingPeriods: 5, periodsPerYear: 50.4 },
    { horizonDays: 5, stepDays: 21, holdingPeriods: 1, periodsPerYear: 12 },
    { horizonDays: 5, stepDays: 2, holdingPeriods: 3, periodsPerYear: 42 },
  ])('of a horizon of $horizonDays days every $stepDays', ({ horizonDays, stepDays, ...spacing }) => {
    expect(returnSpacing(horizonDays, stepDays)).toEqual(spacing);
  });
});

describe('separateReturns', () => {
  it('keeps every so-manieth from the first', () => {
    expect(separateReturns([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
  });
});

describe('backtestMetrics', () => {
  it('annualises means and Sharpe ratios by the periods of a year', () => {
    const dates = [0.03, -0.01].map((netReturn, n) => dateOf(n, { netReturn, grossReturn: netReturn + 0.001 }));

    const metrics = backtestMetrics(dates, { holdingPeriods: 1, periodsPerYear: 50 });

    expect(metrics.netAnnualReturn).toBeCloseTo(0.01 * 50, 12);
    expect(metrics.grossAnnualReturn).toBeCloseTo(0.011 * 50, 12);
    // mean 0.01, sd √(2 · 0.02²) = 0.02 √2
    expect(metrics.netSharpeRatio).toBeCloseTo((Math.sqrt(50) * 0.01) / (0.02 * Math.SQRT2), 12);
    expect(metrics.maximumDrawdown).toBeCloseTo(-0.01, 12);
  });

  it('leaves out what is undefined, and counts only decisions with a coefficient', () => {
    const nothing = {
      informationCoefficient: null,
      rankInformationCoefficient: null,
      grossReturn: null,
      netReturn: null,
    };

    const metrics = backtestMetrics([dateOf(0, nothing), dateOf(1, nothing)], {
      holdingPeriods: 1,
      periodsPerYear: 50,
    });

    expect(metrics).toEqual({ rankInformationCoefficientDates: 0, meanTurnover: 0.5 });
  });
});
