import { fitIsotonic, predictIsotonic } from '@optaic/mlops/learners/isotonic';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { exponentialHalfLife, interpolatedHalfLife } from './coefficient-decay.ts';
import { combinationTurnover } from './combining/combination-turnover.ts';
import { combinedCoefficient } from './combining/combined-coefficient.ts';
import { effectiveSignals } from './combining/effective-signals.ts';
import { deflatedSharpeRatio, expectedMaximumSharpeRatio } from './deflated-sharpe-ratio.ts';
import { betSize } from './filtering/bet-size.ts';
import { areaUnderCurve, binaryClassification, brierLoss } from './filtering/binary-classification.ts';
import { probabilityCalibration } from './filtering/probability-calibration.ts';
import { groupNeutralInformationCoefficient } from './group-neutral-information-coefficient.ts';
import { hitRate } from './hit-rate.ts';
import { crossSections } from './information-coefficient-by-date.ts';
import { longShortPrecision } from './long-short-precision.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import { probabilityOfBacktestOverfitting } from './probability-of-backtest-overfitting.ts';
import { quantileTurnover } from './quantile-turnover.ts';
import { referenceNumbers, referencePanel } from './reference-panel.testing.ts';
import { conditionalSummary } from './regime/conditional-summary.ts';
import { detectionLag } from './regime/detection-lag.ts';
import { multiclassBrierLoss } from './regime/multiclass-brier-loss.ts';
import { expectedDurations, flipsPerYear, realisedDurations } from './regime/regime-durations.ts';
import { kolmogorovSmirnov, welchTStatistic } from './regime/regime-separation.ts';
import { meanTotalVariation } from './regime/total-variation.ts';
import { kendallTau } from './relevance/kendall-tau.ts';
import { mutualInformation } from './relevance/mutual-information.ts';
import { permutationDrop } from './relevance/permutation-drop.ts';
import { topJaccard } from './relevance/top-jaccard.ts';
import { sampleMoments } from './sample-moments.ts';
import { sharpeRatio } from './sharpe-ratio.ts';
import { rankAutocorrelation, signalAutocorrelation } from './signal-autocorrelation.ts';
import { signalCoverage } from './signal-breadth.ts';
import { completeSignals } from './signal-panel.ts';
import { signalReport } from './signal-report.ts';
import { signalSeries } from './signal-series.ts';
import { spearmanCorrelation } from './spearman-correlation.ts';

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
const Rest = z.object({
  trials: z.object({
    returns: z.array(Numbers),
    sharpeRatios: Numbers,
    annualSharpeRatio: z.number(),
    skewness: z.number(),
    kurtosis: z.number(),
    probabilisticSharpeRatio: z.number(),
    probabilisticSharpeRatioAgainst: z.object({ benchmark: z.number(), value: z.number() }),
    expectedMaximum: z.number(),
    deflatedSharpeRatio: z.number(),
    deflatedSharpeRatioOfFour: z.number(),
    overfitting: z.record(z.string(), z.object({ probability: z.number(), halvings: z.number() })),
  }),
  regime: z.object({
    regimes: z.number(),
    transition: Numbers,
    filtered: Numbers,
    smoothed: Numbers,
    p: Numbers,
    q: Numbers,
    returns: Numbers,
    expectedDurations: Numbers,
    realisedDurations: Numbers,
    flipsPerYear: z.number(),
    detection: z.object({ meanBars: z.number(), detected: z.number(), missed: z.number() }),
    totalVariation: z.number(),
    brierLoss: z.number(),
    kolmogorovSmirnov: z.number(),
    welchTStatistic: z.number(),
    conditional: z.array(z.object({ mean: z.number(), standardDeviation: z.number(), sharpeRatio: z.number() })),
  }),
  relevance: z.object({
    x: Numbers,
    y: Numbers,
    kendallTau: z.number(),
    spearman: z.number(),
    topJaccard: z.number(),
    mutualInformation: z.number(),
    normalisedInformation: z.number(),
    pValues: Numbers,
    benjaminiHochberg: Numbers,
    score: Numbers,
    permuted: Numbers,
    drop: z.object({ mean: z.number(), standardError: z.number() }),
  }),
  filtering: z.object({
    probability: Numbers,
    label: Numbers,
    precision: z.number(),
    recall: z.number(),
    f1: z.number(),
    retainedShare: z.number(),
    areaUnderCurve: z.number(),
    brierLoss: z.number(),
    expectedCalibrationError: z.number(),
    betSizes: Numbers,
    isotonic: Numbers,
  }),
  combining: z.object({
    weights: Numbers,
    previous: Numbers,
    effectiveSignals: z.number(),
    turnover: z.number(),
    combinedCoefficient: z.object({
      coefficient: z.number(),
      correlation: z.number(),
      signals: z.number(),
      value: z.number(),
    }),
  }),
  reports: z.array(ReportSchema),
});

const DIGITS = 1e-10;
const reference = Rest.parse(referenceNumbers());
const panel = referencePanel();
const complete = completeSignals(panel);
const sections = complete.crossSections;

/** Equal within 1e-10 of the larger of 1 and the value; undefined where the reference has null. */
function expectSame(actual: number | undefined, expected: number | null, name: string): void {
  if (expected === null) {
    expect(actual, name).toBeUndefined();
    return;
  }
  expect(actual, name).toBeDefined();
  expect(Math.abs((actual ?? Number.NaN) - expected), `${name}: ${actual}, not ${expected}`).toBeLessThanOrEqual(
    DIGITS * Math.max(1, Math.abs(expected)),
  );
}

function expectSeries(actual: ArrayLike<number | undefined>, expected: readonly (number | null)[], name: string): void {
  expect(actual.length, name).toBe(expected.length);
  expected.forEach((value, i) => {
    expectSame(actual[i], value, `${name}[${i}]`);
  });
}

describe('the metrics of a panel with ties, missing values and a changing universe', () => {
  it.each(reference.reports)('are those of the reference, every one, at a horizon of $horizonDays days', (expected) => {
    const { metrics } = signalReport(panel, { horizonDays: expected.horizonDays, stepDays: 5 });

    expect(Object.keys(metrics).toSorted()).toEqual(Object.keys(expected.metrics).toSorted());
    for (const [name, value] of Object.entries(expected.metrics)) expectSame(metrics[name], value, name);
  });

  it.each(reference.reports)('have the series of the reference at a horizon of $horizonDays days', (expected) => {
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
    for (const expected of reference.reports) {
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
    const { series } = reference.reports[0];
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

describe('the metrics of trials', () => {
  const { trials } = reference;
  const best = trials.returns[3];

  it('are those of the reference: moments, probabilistic and deflated Sharpe ratio', () => {
    const moments = sampleMoments(best);

    expectSame(sharpeRatio(best, 252), trials.annualSharpeRatio, 'annual');
    expectSame(moments?.skewness, trials.skewness, 'skewness');
    expectSame(moments?.kurtosis, trials.kurtosis, 'kurtosis');
    expectSame(probabilisticSharpeRatio(best), trials.probabilisticSharpeRatio, 'probabilistic');
    const { benchmark, value } = trials.probabilisticSharpeRatioAgainst;
    expectSame(probabilisticSharpeRatio(best, benchmark), value, 'probabilistic against');
    expectSame(expectedMaximumSharpeRatio(trials.sharpeRatios), trials.expectedMaximum, 'expected maximum');
    expectSame(deflatedSharpeRatio(best, trials.sharpeRatios), trials.deflatedSharpeRatio, 'deflated');
    expectSame(deflatedSharpeRatio(best, trials.sharpeRatios, 4), trials.deflatedSharpeRatioOfFour, 'deflated by 4');
  });

  it.each(Object.entries(trials.overfitting))(
    'are those of the reference: overfitting over %s blocks',
    (blocks, expected) => {
      const found = probabilityOfBacktestOverfitting(trials.returns, Number(blocks));

      expect(found).toEqual({ ...expected, skippedHalvings: 0 });
    },
  );
});

describe('the metrics of the other categories', () => {
  it('are those of the reference for regimes', () => {
    const { regime } = reference;
    const { regimes, filtered, smoothed, returns } = regime;
    const of = (label: number) => returns.filter((_, bar) => filtered[bar] === label);

    expectSeries(expectedDurations(regime.transition, regimes), regime.expectedDurations, 'expected durations');
    expectSeries(realisedDurations(filtered, regimes), regime.realisedDurations, 'realised durations');
    expectSame(flipsPerYear(filtered, 252), regime.flipsPerYear, 'flips');
    expect(detectionLag(filtered, smoothed)).toMatchObject({
      detected: regime.detection.detected,
      missed: regime.detection.missed,
    });
    expectSame(detectionLag(filtered, smoothed).meanBars, regime.detection.meanBars, 'detection lag');
    expectSame(meanTotalVariation(regime.p, regime.q, regimes), regime.totalVariation, 'total variation');
    expectSame(multiclassBrierLoss(regime.p, smoothed, regimes), regime.brierLoss, 'Brier');
    expectSame(kolmogorovSmirnov(of(0), of(2)), regime.kolmogorovSmirnov, 'Kolmogorov–Smirnov');
    expectSame(welchTStatistic(of(0), of(2)), regime.welchTStatistic, 'Welch');
    conditionalSummary(returns, filtered, regimes, 252).forEach((summary, k) => {
      expectSame(summary?.mean, regime.conditional[k].mean, 'mean');
      expectSame(summary?.standardDeviation, regime.conditional[k].standardDeviation, 'deviation');
      expectSame(summary?.sharpeRatio, regime.conditional[k].sharpeRatio, 'Sharpe');
    });
  });

  it('are those of the reference for relevance', () => {
    const { x, y, pValues, score, permuted, ...expected } = reference.relevance;

    expectSame(kendallTau(x, y), expected.kendallTau, 'Kendall');
    expectSame(spearmanCorrelation(x, y), expected.spearman, 'Spearman');
    expectSame(topJaccard(x, y, 10), expected.topJaccard, 'Jaccard');
    expectSame(mutualInformation(x, y, 4)?.information, expected.mutualInformation, 'information');
    expectSame(mutualInformation(x, y, 4)?.normalised, expected.normalisedInformation, 'normalised information');
    expectSeries(benjaminiHochberg(pValues), expected.benjaminiHochberg, 'Benjamini–Hochberg');
    expectSame(permutationDrop(score, permuted)?.mean, expected.drop.mean, 'drop');
    expectSame(permutationDrop(score, permuted)?.standardError, expected.drop.standardError, 'drop error');
  });

  it('are those of the reference for filtering', () => {
    const { probability, label, betSizes, isotonic, ...expected } = reference.filtering;
    const classified = binaryClassification(probability, label, 0.5);

    for (const name of ['precision', 'recall', 'f1', 'retainedShare'] as const) {
      expectSame(classified?.[name], expected[name], name);
    }
    expectSame(areaUnderCurve(probability, label), expected.areaUnderCurve, 'area under curve');
    expectSame(brierLoss(probability, label), expected.brierLoss, 'Brier');
    const calibration = probabilityCalibration(probability, label);
    expectSame(calibration?.expectedCalibrationError, expected.expectedCalibrationError, 'calibration');
    expectSeries(probability.map(betSize), betSizes, 'bet size');
    expectSeries(predictIsotonic(fitIsotonic(probability, label), probability), isotonic, 'isotonic');
  });

  it('are those of the reference for combining', () => {
    const {
      weights,
      previous,
      effectiveSignals: effective,
      turnover,
      combinedCoefficient: combined,
    } = reference.combining;

    expectSame(effectiveSignals(weights), effective, 'effective signals');
    expectSame(combinationTurnover(weights, previous), turnover, 'turnover');
    expectSame(
      combinedCoefficient(combined.coefficient, combined.correlation, combined.signals),
      combined.value,
      'combined coefficient',
    );
  });
});
