import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { exponentialHalfLife, interpolatedHalfLife } from './coefficient-decay.ts';
import { groupNeutralInformationCoefficient } from './group-neutral-information-coefficient.ts';
import { hitRate } from './hit-rate.ts';
import { crossSections } from './information-coefficient-by-date.ts';
import { longShortPrecision } from './long-short-precision.ts';
import { quantileTurnover } from './quantile-turnover.ts';
import { expectSame, expectSeries, referenceNumbers, referencePanel } from './reference-panel.testing.ts';
import { rankAutocorrelation, signalAutocorrelation } from './signal-autocorrelation.ts';
import { signalCoverage } from './signal-breadth.ts';
import { completeSignals } from './signal-panel.ts';
import { signalReport } from './signal-report.ts';
import { signalSeries } from './signal-series.ts';

const Numbers = z.array(z.number());
const Points = z.array(z.object({ periods: z.number(), mean: z.number().nullable() }));
const ReportSchema = z.object({
  horizonDays: z.number(),
  metrics: z.record(z.string(), z.number()),
  series: z.record(z.string(), z.array(z.number().nullable())),
  quantileMeans: Numbers,
  quantileErrors: Numbers,
  decay: Points,
  laggedDecay: Points,
  laggedHalfLives: z.tuple([z.number(), z.number()]),
});

const { reports } = z.object({ reports: z.array(ReportSchema) }).parse(referenceNumbers());
const panel = referencePanel();
const complete = completeSignals(panel);
const sections = complete.crossSections;

describe('the metrics of a panel with ties, missing values and a changing universe', () => {
  it.each(reports)('are those of the reference, every one, at a horizon of $horizonDays days', (expected) => {
    const { metrics } = signalReport(panel, { horizonDays: expected.horizonDays, stepDays: 5 });

    expect(Object.keys(metrics).toSorted()).toEqual(Object.keys(expected.metrics).toSorted());
    for (const [name, value] of Object.entries(expected.metrics)) expectSame(metrics[name], value, name);
  });

  it.each(reports)('have the series of the reference at a horizon of $horizonDays days', (expected) => {
    const dates = signalSeries(complete, { holdingPeriods: expected.horizonDays / 5, costBps: 5 });
    const { series } = expected;

    for (const name of [
      'assets',
      'informationCoefficient',
      'rankInformationCoefficient',
      'longShortReturn',
      'weightedReturn',
      'turnover',
      'netReturn',
      'universeReturn',
      'effectiveAssets',
    ] as const) {
      expectSeries(
        dates.map((date) => date[name]),
        series[name],
        name,
      );
    }
  });

  it('have the quantile returns and decay curves of the reference', () => {
    for (const expected of reports) {
      const report = signalReport(panel, { horizonDays: expected.horizonDays, stepDays: 5 });
      const { quantiles } = report.quantiles;

      expectSeries(
        quantiles.map(({ mean }) => mean),
        expected.quantileMeans,
        'quantile mean',
      );
      expectSeries(
        quantiles.map(({ standardError }) => standardError),
        expected.quantileErrors,
        'quantile error',
      );
      for (const curve of ['decay', 'laggedDecay'] as const) {
        expectSeries(
          report[curve].map(({ mean }) => mean),
          expected[curve].map(({ mean }) => mean),
          curve,
        );
      }
      expectSeries(
        [interpolatedHalfLife(report.laggedDecay), exponentialHalfLife(report.laggedDecay)],
        expected.laggedHalfLives,
        'half-life',
      );
    }
  });

  it('have the precisions, hit rates, autocorrelations, quantile turnovers and coverage of the reference by date', () => {
    const { series } = reports[0];
    const precisions = sections.map(({ signal, outcome }) => longShortPrecision(signal, outcome));
    const actual: Record<string, (number | undefined)[]> = {
      longPrecision: precisions.map((precision) => precision?.long),
      shortPrecision: precisions.map((precision) => precision?.short),
      groupNeutralInformationCoefficient: sections.map(({ signal, outcome, group = [] }) =>
        groupNeutralInformationCoefficient(signal, outcome, group),
      ),
      hitRate: sections.map(({ signal, outcome }) => hitRate(signal, outcome)),
      hitRateDeadband: sections.map(({ signal, outcome }) => hitRate(signal, outcome, 0.3)),
      signalAutocorrelation1: signalAutocorrelation(sections),
      signalAutocorrelation3: signalAutocorrelation(sections, 3),
      rankAutocorrelation1: rankAutocorrelation(sections),
      rankAutocorrelation3: rankAutocorrelation(sections, 3),
      topQuantileTurnover1: quantileTurnover(sections, { quantile: 5, quantiles: 5, periods: 1 }),
      bottomQuantileTurnover1: quantileTurnover(sections, { quantile: 1, quantiles: 5, periods: 1 }),
      topQuantileTurnover3: quantileTurnover(sections, { quantile: 5, quantiles: 5, periods: 3 }),
      coverage: crossSections(panel.decisionTime).map(([start, end]) =>
        signalCoverage(Float64Array.from(panel.signal).subarray(start, end)),
      ),
    };

    for (const [name, values] of Object.entries(actual)) expectSeries(values, series[name], name);
  });
});
