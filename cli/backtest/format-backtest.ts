import type { BacktestResult } from '@optaic/mlops/api';
import type { LedgerMetrics } from '@optaic/mlops/registry/backtest-report';
import { formatTable } from '../table.ts';
import { withNotes } from '../with-notes.ts';

type Metrics = Readonly<Record<string, number>>;

const fixed = (value: number | null | undefined, digits: number) => value?.toFixed(digits) ?? '–';
const percent = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : `${(100 * value).toFixed(2)} %`;

function skill({ meanRankInformationCoefficient: mean, rankInformationCoefficientStandardError: error }: Metrics) {
  return `${fixed(mean, 4)} ± ${fixed(error, 4)}`;
}

function skillVerdict({
  meanRankInformationCoefficient: mean,
  rankInformationCoefficientStandardError: error,
  rankInformationCoefficientDates: dates = 0,
}: Metrics): string {
  if (mean === undefined || error === undefined || error === 0) return `rank IC not defined over ${dates} decisions`;
  const distance = Math.abs(mean) / error;
  return distance < 2
    ? `rank IC not distinguishable from zero over ${dates} decisions`
    : `rank IC ${distance.toFixed(1)} standard errors from zero over ${dates} decisions`;
}

/** The ledger's figures, one a row. */
export function ledgerRows(ledger: LedgerMetrics): string[][] {
  return [
    ['probabilistic Sharpe ratio, against 0', fixed(ledger.probabilisticSharpeRatio, 3)],
    [`deflated Sharpe ratio, over ${ledger.trials} trials`, fixed(ledger.deflatedSharpeRatio, 3)],
    ['  best Sharpe ratio that luck alone shows', fixed(ledger.expectedMaximumSharpeRatio, 2)],
    [
      `probability of back-test overfitting, ${ledger.commonDates} common dates`,
      fixed(ledger.probabilityOfBacktestOverfitting, 3),
    ],
  ];
}

/** A back-test as a reader should take it: each refit, the whole, its place among the trials, and what it does not prove. */
export function formatBacktest({ report, ledger }: BacktestResult): string {
  const { metrics, walk, alerts } = report;
  const refits = formatTable(
    ['version', 'trained as of', 'from', 'to', 'decisions', 'rank IC', 'net Sharpe', 'gate', 'audit'],
    report.refits.map((refit) => [
      String(refit.modelVersion),
      refit.trainedAsOf.slice(0, 10),
      refit.from,
      refit.to,
      String(refit.decisions),
      skill(refit.metrics),
      fixed(refit.metrics.netSharpeRatio, 2),
      refit.guardrails,
      refit.certificate ?? '–',
    ]),
  );
  const overall = formatTable(
    ['over all decisions', ''],
    [
      ['information coefficient, mean', fixed(metrics.meanInformationCoefficient, 4)],
      ['rank information coefficient, mean', skill(metrics)],
      ['annual return before costs', percent(metrics.grossAnnualReturn)],
      [`annual return after ${report.costBps} bps a side`, percent(metrics.netAnnualReturn)],
      ['Sharpe ratio before costs', fixed(metrics.weightedSharpeRatio, 2)],
      ['Sharpe ratio after costs', fixed(metrics.netSharpeRatio, 2)],
      ['turnover a rebalancing, one-way', percent(metrics.meanTurnover)],
      ['costs at which nothing is left, bps a side', fixed(metrics.breakEvenCostBps, 1)],
      ['largest drawdown', percent(metrics.maximumDrawdown)],
      ...ledgerRows(ledger),
    ],
  );
  const alertLines = alerts.map(
    ({ rule, severity, openedAsOf, resolvedAsOf }) =>
      `${severity} ${rule} from ${openedAsOf} to ${resolvedAsOf ?? 'the end'}`,
  );
  const text = [
    `${report.instanceId}, every ${walk.stepDays} trading days from ${walk.from} to ${walk.to}, refitted ${walk.refit}`,
    `instance ${report.backtestInstanceId}, trial ${report.trialId} of ${report.line}, evaluation ${report.runId}`,
    '',
    refits,
    '',
    overall,
    '',
    `monitoring would have opened ${alerts.length === 1 ? '1 alert' : `${alerts.length} alerts`}${alertLines.length === 0 ? '' : ':'}`,
    ...alertLines.map((line) => `  ${line}`),
  ].join('\n');
  return withNotes(text, [
    skillVerdict(metrics),
    ...(report.unrealisedDecisions === 0
      ? []
      : [`${report.unrealisedDecisions} of the last decisions have no known outcome yet and are not judged`]),
    ...report.notes,
  ]);
}
