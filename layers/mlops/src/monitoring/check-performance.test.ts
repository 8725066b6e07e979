import { CalendarDateSchema, type PerformanceMonitor } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { checkPerformance, PerformanceReportSchema, type RealisedCoefficient } from './check-performance.ts';

const MONITOR: PerformanceMonitor = { metric: 'rank_information_coefficient', minimumDates: 2 };

function coefficient(date: string, known: string, value: number | null, modelVersion = 1): RealisedCoefficient {
  return {
    decisionDate: CalendarDateSchema.parse(date),
    outcomeKnownDate: CalendarDateSchema.parse(known),
    value,
    modelVersion,
    assets: 20,
  };
}

describe('checkPerformance', () => {
  it('compares the realised mean with validation, both with their errors', () => {
    // 0.1 and 0.3: mean 0.2, sd √0.02, naive error √0.02/√2 = 0.1. Against 0.05 ± 0.03: 0.15 ± √(0.01 + 0.0009).
    const report = checkPerformance(
      [coefficient('2020-01-10', '2020-01-17', 0.3), coefficient('2020-01-03', '2020-01-10', 0.1)],
      [{ modelVersion: 1, mean: 0.05, standardError: 0.03 }],
      MONITOR,
    );

    expect(report.versions).toEqual([
      {
        modelVersion: 1,
        realised: {
          dates: 2,
          mean: expect.closeTo(0.2, 12),
          naiveStandardError: expect.closeTo(0.1, 12),
          standardError: expect.closeTo(0.1, 12),
        },
        skippedDates: 0,
        validation: { mean: 0.05, standardError: 0.03 },
        difference: expect.closeTo(0.15, 12),
        differenceStandardError: expect.closeTo(Math.sqrt(0.0109), 12),
      },
    ]);
    expect(report.coefficients.map(({ decisionDate }) => decisionDate)).toEqual(['2020-01-03', '2020-01-10']);
    expect(PerformanceReportSchema.parse(report)).toEqual(report);
  });

  it('widens the error when a decision is made before the last outcome is known', () => {
    // Mean 0; γ₀ = 0.26/4, γ₁ = (0.06 − 0.04 + 0.06)/4. One decision within each outcome: lag 1, S = 0.26/4 + 0.08/4.
    const values = [0.3, 0.2, -0.2, -0.3];
    const dates = ['2020-01-06', '2020-01-07', '2020-01-08', '2020-01-09', '2020-01-10', '2020-01-13'];
    const overlapping = values.map((value, i) => coefficient(dates[i], dates[i + 2], value));
    const apart = values.map((value, i) => coefficient(dates[i], dates[i + 1], value));

    const [wide] = checkPerformance(overlapping, [], MONITOR).versions;
    const [narrow] = checkPerformance(apart, [], MONITOR).versions;

    expect(wide?.realised.standardError).toBeCloseTo(Math.sqrt(0.34 / 4 / 3), 12);
    expect(narrow?.realised.standardError).toBeCloseTo(Math.sqrt(0.26 / 4 / 3), 12);
    expect(wide?.realised.naiveStandardError).toBe(narrow?.realised.naiveStandardError);
  });

  it('compares nothing before the minimum of dates', () => {
    const [version] = checkPerformance(
      [coefficient('2020-01-03', '2020-01-10', 0.1)],
      [{ modelVersion: 1, mean: 0.05, standardError: 0.03 }],
      MONITOR,
    ).versions;

    expect(version).toMatchObject({ difference: null, differenceStandardError: null, realised: { mean: 0.1 } });
  });

  it('counts dates without a coefficient and does not average them', () => {
    const [version] = checkPerformance(
      [coefficient('2020-01-03', '2020-01-10', 0.1), coefficient('2020-01-10', '2020-01-17', null)],
      [],
      MONITOR,
    ).versions;

    expect(version).toMatchObject({ skippedDates: 1, realised: { dates: 1, mean: 0.1 } });
  });

  it('keeps model versions apart', () => {
    const { versions } = checkPerformance(
      [coefficient('2020-01-03', '2020-01-10', 0.1, 2), coefficient('2020-01-03', '2020-01-10', 0.4, 1)],
      [],
      MONITOR,
    );

    expect(versions.map(({ modelVersion, realised }) => [modelVersion, realised.mean])).toEqual([
      [1, 0.4],
      [2, 0.1],
    ]);
  });

  it('is empty before any outcome is known', () => {
    expect(checkPerformance([], [], MONITOR)).toMatchObject({ coefficients: [], versions: [] });
  });
});
