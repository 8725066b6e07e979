import { alphaBeta } from './alpha-beta.ts';
import {
  coefficientDecay,
  type DecayPoint,
  exponentialHalfLife,
  interpolatedHalfLife,
  laggedCoefficientDecay,
} from './coefficient-decay.ts';
import { type CoefficientStability, coefficientStability } from './coefficient-stability.ts';
import { type CoefficientSummary, coefficientSummary } from './coefficient-summary.ts';
import { groupNeutralInformationCoefficient } from './group-neutral-information-coefficient.ts';
import { hitRate } from './hit-rate.ts';
import { crossSections } from './information-coefficient-by-date.ts';
import { longShortPrecision } from './long-short-precision.ts';
import { compoundDrawdown, sumDrawdown } from './maximum-drawdown.ts';
import { breakEvenCostBps } from './net-return.ts';
import { probabilisticSharpeRatio } from './probabilistic-sharpe-ratio.ts';
import { type QuantileReturns, quantileReturns } from './quantile-returns.ts';
import { quantileTurnover } from './quantile-turnover.ts';
import { definedFigures } from './rank-skill.ts';
import { sampleMoments } from './sample-moments.ts';
import { sharpeRatio, staggeredMean, TRADING_DAYS_A_YEAR } from './sharpe-ratio.ts';
import { rankAutocorrelation, signalAutocorrelation } from './signal-autocorrelation.ts';
import { signalCoverage } from './signal-breadth.ts';
import { type SignalCalibration, signalCalibration } from './signal-calibration.ts';
import { type CompleteSignals, type CrossSection, completeSignals, type SignalPanel } from './signal-panel.ts';
import { definedValues, type SignalDate, signalSeries } from './signal-series.ts';

export interface SignalReportOptions {
  /** h: trading days that an outcome looks ahead. */
  readonly horizonDays: number;
  /**
   * Trading days from one decision to the next.
   *
   * @default 1
   */
  readonly stepDays?: number;
  /**
   * Per side, in basis points of what is traded.
   *
   * @default 5
   */
  readonly costBps?: number;
  /**
   * Bins of the quantile returns and turnovers.
   *
   * @default 5
   */
  readonly quantiles?: number;
  /**
   * Largest share of rows without a signal or an outcome.
   *
   * @default 0.35
   */
  readonly maximumLoss?: number;
}

/** A signal, judged: figures by name, and the series and tables that they come from. */
export interface SignalReport {
  /** What is defined, by the names of docs/metrics.md. Each is a finite number. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly dates: readonly SignalDate[];
  readonly quantiles: QuantileReturns;
  /** By holding periods ahead. */
  readonly decay: readonly DecayPoint[];
  /** By decisions of delay. */
  readonly laggedDecay: readonly DecayPoint[];
  readonly calibration: SignalCalibration | undefined;
  readonly stability: CoefficientStability | undefined;
}

export const DEFAULT_COST_BPS = 5;
const DEFAULT_QUANTILES = 5;
const LAGS = [0, 1, 2, 3, 5, 10, 21] as const;

/**
 * Every metric of a signal, per date first, then over dates.
 *
 * Where outcomes of h days overlap, a book is h books side by side, each with 1/h of the capital: Sharpe ratios are means
 * over them of non-overlapping returns, annualised with 252/h; a drawdown is that of the sum of what each decision earned
 * on its part of the capital.
 *
 * @throws {InvalidInputError} `metrics.shape_mismatch`, `metrics.unordered_dates`, `metrics.rows_lost`.
 */
export function signalReport(panel: SignalPanel, options: SignalReportOptions): SignalReport {
  const { horizonDays, stepDays = 1, costBps = DEFAULT_COST_BPS, quantiles = DEFAULT_QUANTILES } = options;
  const holdingPeriods = Math.max(1, Math.ceil(horizonDays / stepDays));
  const complete = completeSignals(panel, options.maximumLoss);
  const sections = complete.crossSections;
  const dates = signalSeries(complete, { holdingPeriods, costBps });
  const byQuantile = quantileReturns(sections, quantiles);
  const decay = coefficientDecay(sections, holdingPeriods);
  const calibration = signalCalibration(...pooled(sections));
  const stability = coefficientStability(
    dates.flatMap(({ decisionTime, rankInformationCoefficient: value }) =>
      value === undefined ? [] : [{ decisionTime, value }],
    ),
  );
  const periods = { holdingPeriods, horizonDays: holdingPeriods * stepDays };
  return {
    metrics: definedFigures({
      signalRows: complete.rows - complete.droppedRows,
      signalDroppedRows: complete.droppedRows,
      ...skillFigures(sections, dates, periods),
      ...decayFigures(decay, periods.horizonDays),
      ...quantileFigures(sections, byQuantile, quantiles),
      ...returnFigures(dates, periods),
      costBps,
      ...tradingFigures(dates, periods.horizonDays),
      ...persistenceFigures(sections),
      ...sideFigures(sections),
      meanCoverage: meanCoverage(panel),
      meanEffectiveAssets: mean(definedValues(dates, 'effectiveAssets')),
      signalShareAtBounds: calibration?.shareAtBounds,
      signalMeanAbsolute: calibration?.meanAbsolute,
      signalSkewness: calibration?.skewness,
      signalOutcomeMonotonicity: calibration?.monotonicity,
      signalOutcomeSlope: calibration?.slope,
      rankInformationCoefficientYearlyDeviation: stability?.yearlyStandardDeviation,
      rankInformationCoefficientPositiveMonthsShare: stability?.positiveMonthsShare,
      rankInformationCoefficientWorstTwelveMonths: stability?.worstTwelveMonths,
    }),
    dates,
    quantiles: byQuantile,
    decay,
    laggedDecay: laggedCoefficientDecay(sections, LAGS),
    calibration,
    stability,
  };
}

type Figures = Record<string, number | undefined>;

/** Decisions, and trading days, that one outcome spans. */
interface Periods {
  readonly holdingPeriods: number;
  readonly horizonDays: number;
}

function skillFigures(sections: readonly CrossSection[], dates: readonly SignalDate[], periods: Periods): Figures {
  const neutral = sections.flatMap(({ signal, outcome, group }) => {
    const value = group && groupNeutralInformationCoefficient(signal, outcome, group);
    return value === undefined ? [] : [value];
  });
  return {
    ...summaryFigures('informationCoefficient', definedValues(dates, 'informationCoefficient'), dates.length, periods),
    ...summaryFigures(
      'rankInformationCoefficient',
      definedValues(dates, 'rankInformationCoefficient'),
      dates.length,
      periods,
    ),
    meanGroupNeutralInformationCoefficient: mean(neutral),
  };
}

function summaryFigures(name: string, values: readonly number[], dates: number, periods: Periods): Figures {
  const summary: Partial<CoefficientSummary> =
    coefficientSummary(values, periods.holdingPeriods, periods.horizonDays) ?? {};
  return {
    [`${name}Dates`]: values.length,
    [`${name}SkippedDates`]: dates - values.length,
    [`mean${name[0].toUpperCase()}${name.slice(1)}`]: summary.mean,
    [`${name}StandardDeviation`]: summary.standardDeviation,
    [`${name}Ratio`]: summary.ratio,
    [`${name}RatioAnnualised`]: summary.annualisedRatio,
    [`${name}StandardErrorNaive`]: summary.standardErrorNaive,
    [`${name}TStatisticNaive`]: summary.tStatisticNaive,
    [`${name}StandardError`]: summary.standardError,
    [`${name}TStatistic`]: summary.tStatistic,
  };
}

function decayFigures(decay: readonly DecayPoint[], horizonDays: number): Figures {
  const days = (periods: number | undefined) => (periods === undefined ? undefined : periods * horizonDays);
  return {
    rankInformationCoefficientHalfLifeDays: days(interpolatedHalfLife(decay)),
    rankInformationCoefficientFittedHalfLifeDays: days(exponentialHalfLife(decay)),
  };
}

function quantileFigures(
  sections: readonly CrossSection[],
  { quantiles: rows, spread, spreadStandardError, monotonicity, skippedDates }: QuantileReturns,
  quantiles: number,
): Figures {
  const turnover = (quantile: number) => mean(defined(quantileTurnover(sections, { quantile, quantiles, periods: 1 })));
  return {
    topQuantileMeanReturn: rows.find(({ quantile }) => quantile === quantiles)?.mean,
    bottomQuantileMeanReturn: rows.find(({ quantile }) => quantile === 1)?.mean,
    quantileSpread: spread,
    quantileSpreadStandardError: spreadStandardError,
    quantileMonotonicity: monotonicity,
    quantileSkippedDates: skippedDates,
    topQuantileTurnover: turnover(quantiles),
    bottomQuantileTurnover: turnover(1),
  };
}

function returnFigures(dates: readonly SignalDate[], { holdingPeriods, horizonDays }: Periods): Figures {
  const annualised = (returns: readonly number[]) =>
    staggeredMean(returns, holdingPeriods, (apart) => sharpeRatio(apart, TRADING_DAYS_A_YEAR / horizonDays));
  const weighted = definedValues(dates, 'weightedReturn');
  const net = definedValues(dates, 'netReturn');
  const earned = net.map((value) => value / holdingPeriods);
  const against = dates.filter(({ weightedReturn: value }) => value !== undefined);
  const market = alphaBeta(weighted, definedValues(against, 'universeReturn'), horizonDays);
  return {
    meanLongShortReturn: mean(definedValues(dates, 'longShortReturn')),
    longShortSharpeRatio: annualised(definedValues(dates, 'longShortReturn')),
    meanWeightedReturn: mean(weighted),
    weightedSharpeRatio: annualised(weighted),
    weightedSkippedDates: dates.length - weighted.length,
    meanNetReturn: mean(net),
    netSharpeRatio: annualised(net),
    probabilisticSharpeRatio: staggeredMean(net, holdingPeriods, (apart) => probabilisticSharpeRatio(apart)),
    maximumDrawdown: compoundDrawdown(earned),
    maximumDrawdownSum: sumDrawdown(earned),
    annualAlpha: market?.annualAlpha,
    beta: market?.beta,
  };
}

function tradingFigures(dates: readonly SignalDate[], horizonDays: number): Figures {
  const turnover = definedValues(dates, 'turnover');
  const traded = mean(turnover);
  return {
    meanTurnover: traded,
    annualTurnover: traded === undefined ? undefined : (traded * TRADING_DAYS_A_YEAR) / horizonDays,
    breakEvenCostBps: breakEvenCostBps(definedValues(dates, 'weightedReturn'), turnover),
  };
}

function persistenceFigures(sections: readonly CrossSection[]): Figures {
  return {
    rankAutocorrelation: mean(defined(rankAutocorrelation(sections))),
    signalAutocorrelation: mean(defined(signalAutocorrelation(sections))),
  };
}

function sideFigures(sections: readonly CrossSection[]): Figures {
  const precisions = defined(sections.map(({ signal, outcome }) => longShortPrecision(signal, outcome)));
  return {
    hitRate: mean(defined(sections.map(({ signal, outcome }) => hitRate(signal, outcome)))),
    longPrecision: mean(precisions.map(({ long }) => long)),
    shortPrecision: mean(precisions.map(({ short }) => short)),
  };
}

/** Over every row of the panel, those without an outcome too. */
function meanCoverage({ decisionTime, signal }: SignalPanel): number | undefined {
  const values = Float64Array.from(signal);
  return mean(defined(crossSections(decisionTime).map(([start, end]) => signalCoverage(values.subarray(start, end)))));
}

function pooled(sections: CompleteSignals['crossSections']): [signal: number[], outcome: number[]] {
  return [sections.flatMap(({ signal }) => [...signal]), sections.flatMap(({ outcome }) => [...outcome])];
}

function defined<Value>(values: readonly (Value | undefined)[]): Value[] {
  return values.filter((value) => value !== undefined);
}

function mean(values: readonly number[]): number | undefined {
  return sampleMoments(values)?.mean;
}
