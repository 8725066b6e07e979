import { fitIsotonic, predictIsotonic } from '@optaic/mlops/learners/isotonic';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { benjaminiHochberg } from './benjamini-hochberg.ts';
import { combinationTurnover } from './combining/combination-turnover.ts';
import { combinedCoefficient } from './combining/combined-coefficient.ts';
import { effectiveSignals } from './combining/effective-signals.ts';
import { deflatedSharpeRatio, expectedMaximumSharpeRatio } from './deflated-sharpe-ratio.ts';
import { betSize } from './filtering/bet-size.ts';
import { areaUnderCurve, binaryClassification, brierLoss } from './filtering/binary-classification.ts';
import { probabilityCalibration } from './filtering/probability-calibration.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import { probabilityOfBacktestOverfitting } from './probability-of-backtest-overfitting.ts';
import { expectSame, expectSeries, referenceNumbers } from './reference-panel.testing.ts';
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
import { spearmanCorrelation } from './spearman-correlation.ts';

const Numbers = z.array(z.number());
const ReferenceSchema = z.object({
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
});

const reference = ReferenceSchema.parse(referenceNumbers());

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
