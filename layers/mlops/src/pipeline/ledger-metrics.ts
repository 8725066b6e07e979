import {
  deflatedSharpeRatio,
  expectedMaximumSharpeRatio,
  probabilisticSharpeRatio,
  probabilityOfBacktestOverfitting,
} from '@optaic/mlops/metrics';
import type { TrialRecord } from '@optaic/mlops/registry';
import { type BacktestDate, BacktestSeriesSchema, type LedgerMetrics } from '@optaic/mlops/registry/backtest-report';
import { separateReturns } from './backtest-metrics.ts';
import type { ObjectStore } from './object-store.ts';

/** Of the common dates, so that a half of them still has a few in each block. */
const MOST_BLOCKS = 16;
const FEWEST_BLOCKS = 4;
const DATES_PER_BLOCK = 3;

/**
 * What the ledger says of a trial: its net returns against luck, then against the luck of so many trials. One trial alone
 * has nothing to be deflated by: its deflated Sharpe ratio is PSR(0).
 *
 * @param trials - Every trial of the research line, the judged one included.
 * @param seriesOf - The per-date series of a trial, in time order.
 */
export function ledgerMetrics(
  trial: TrialRecord,
  trials: readonly TrialRecord[],
  seriesOf: ReadonlyMap<TrialRecord['id'], readonly BacktestDate[]>,
): LedgerMetrics {
  const returns = separateReturns(netReturns(seriesOf.get(trial.id) ?? []), trial.holdingPeriods);
  // Per period of this trial, whatever the others' periods are.
  const sharpeRatios = trials.flatMap(({ metrics: { netSharpeRatio } }) =>
    netSharpeRatio === undefined ? [] : [netSharpeRatio / Math.sqrt(trial.periodsPerYear)],
  );
  const { probability, commonDates } = overfitting(trial, trials, seriesOf);
  return {
    trials: trials.length,
    probabilisticSharpeRatio: probabilisticSharpeRatio(returns) ?? null,
    expectedMaximumSharpeRatio:
      expectedMaximumSharpeRatio(sharpeRatios, trials.length) * Math.sqrt(trial.periodsPerYear),
    deflatedSharpeRatio: deflatedSharpeRatio(returns, sharpeRatios, trials.length) ?? null,
    probabilityOfBacktestOverfitting: probability,
    commonDates,
  };
}

function netReturns(series: readonly BacktestDate[]): number[] {
  return series.flatMap(({ netReturn }) => netReturn ?? []);
}

function overfitting(
  { holdingPeriods }: TrialRecord,
  trials: readonly TrialRecord[],
  seriesOf: ReadonlyMap<TrialRecord['id'], readonly BacktestDate[]>,
): { probability: number | null; commonDates: number } {
  const byDate = trials.map(
    ({ id }) =>
      new Map(
        (seriesOf.get(id) ?? []).flatMap(({ decisionDate, netReturn }) =>
          netReturn === null ? [] : [[decisionDate, netReturn] as const],
        ),
      ),
  );
  const [first] = byDate;
  const shared = [...(first?.keys() ?? [])].filter((date) => byDate.every((returns) => returns.has(date)));
  const dates = shared.filter((_, index) => index % holdingPeriods === 0);
  const blocks = Math.min(MOST_BLOCKS, 2 * Math.floor(dates.length / (2 * DATES_PER_BLOCK)));
  if (trials.length < 2 || blocks < FEWEST_BLOCKS) return { probability: null, commonDates: dates.length };
  const matrix = byDate.map((returns) => Float64Array.from(dates, (date) => returns.get(date) ?? 0));
  return {
    probability: probabilityOfBacktestOverfitting(matrix, blocks)?.probability ?? null,
    commonDates: dates.length,
  };
}

/** Reads the series of every trial and says what the ledger says of one. */
export async function readLedgerMetrics(
  trial: TrialRecord,
  trials: readonly TrialRecord[],
  artifacts: Pick<ObjectStore, 'readJson'>,
): Promise<LedgerMetrics> {
  const series = await Promise.all(
    trials.map(async ({ id, series: { key } }) => [id, await artifacts.readJson(key, BacktestSeriesSchema)] as const),
  );
  return ledgerMetrics(trial, trials, new Map(series));
}
