import {
  breakEvenCostBps,
  compoundDrawdown,
  definedFigures,
  meanWithStandardError,
  probabilisticSharpeRatio,
  sharpeRatio,
  staggeredMean,
  TRADING_DAYS_A_YEAR,
} from '@optaic/mlops/metrics';
import type { BacktestDate } from '@optaic/mlops/registry/backtest-report';

/** How the returns of a walk follow each other. */
export interface ReturnSpacing {
  /** Decisions that one outcome spans; returns so far apart do not overlap. */
  readonly holdingPeriods: number;
  /** Of returns that do not overlap. */
  readonly periodsPerYear: number;
}

/**
 * The spacing of outcomes over `horizonDays` trading days that are decided on every `stepDays`. A step longer than the
 * horizon leaves the book empty between, so that there are as many periods as decisions.
 */
export function returnSpacing(horizonDays: number, stepDays: number): ReturnSpacing {
  const holdingPeriods = Math.ceil(horizonDays / stepDays);
  return { holdingPeriods, periodsPerYear: TRADING_DAYS_A_YEAR / (holdingPeriods * stepDays) };
}

/** Every `holdingPeriods`-th return of those that are defined, from the first: none overlaps another. */
export function separateReturns(returns: readonly number[], holdingPeriods: number): number[] {
  return returns.filter((_, index) => index % holdingPeriods === 0);
}

/**
 * The metrics of a stretch of decisions, by the names and definitions of `signalReport`, and annual returns beside them;
 * what is undefined for it is left out. Returns are those of the book that the signal weights, gross leverage 1; where
 * outcomes overlap, Sharpe ratios are means over the staggered books, and each book has its part of the capital.
 *
 * @param dates - In time order.
 */
export function backtestMetrics(
  dates: readonly BacktestDate[],
  { holdingPeriods, periodsPerYear }: ReturnSpacing,
): Record<string, number> {
  const rank = meanWithStandardError(defined(dates, 'rankInformationCoefficient'), holdingPeriods - 1);
  const gross = defined(dates, 'grossReturn');
  const net = defined(dates, 'netReturn');
  const turnover = defined(dates, 'turnover');
  const staggered = (returns: readonly number[], statistic: (returns: Float64Array) => number | undefined) =>
    staggeredMean(returns, holdingPeriods, statistic);
  const sharpe = (returns: Float64Array) => sharpeRatio(returns, periodsPerYear);
  const annual = (mean: number | undefined) => (mean === undefined ? undefined : mean * periodsPerYear);
  return definedFigures({
    rankInformationCoefficientDates: rank?.count ?? 0,
    meanInformationCoefficient: meanOf(defined(dates, 'informationCoefficient')),
    meanRankInformationCoefficient: rank?.mean,
    rankInformationCoefficientStandardError: rank?.neweyWestStandardError,
    grossAnnualReturn: annual(meanOf(gross)),
    netAnnualReturn: annual(meanOf(net)),
    weightedSharpeRatio: staggered(gross, sharpe),
    netSharpeRatio: staggered(net, sharpe),
    meanTurnover: meanOf(turnover),
    breakEvenCostBps: breakEvenCostBps(gross, turnover),
    maximumDrawdown: compoundDrawdown(net.map((value) => value / holdingPeriods)),
    probabilisticSharpeRatio: staggered(net, (returns) => probabilisticSharpeRatio(returns)),
  });
}

type Measured = 'informationCoefficient' | 'rankInformationCoefficient' | 'grossReturn' | 'netReturn' | 'turnover';

function defined(dates: readonly BacktestDate[], column: Measured): number[] {
  return dates.flatMap((date) => date[column] ?? []);
}

function meanOf(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
