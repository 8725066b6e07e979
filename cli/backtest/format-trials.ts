import type { TrialPage } from '@optaic/mlops/api';
import { formatTable } from '../table.ts';
import { withNotes } from '../with-notes.ts';

type Trial = TrialPage['items'][number];

const fixed = (value: number | null | undefined, digits: number) => value?.toFixed(digits) ?? '–';

/** The trials of a research line, best net Sharpe ratio first: the more there are, the more the best one owes to luck. */
export function formatTrials(trials: readonly Trial[]): string {
  const [first] = trials;
  if (first === undefined) return 'nothing was back-tested in this research line yet; see: optaic backtest --help';
  const ordered = trials.toSorted((a, b) => (b.metrics.netSharpeRatio ?? -1e9) - (a.metrics.netSharpeRatio ?? -1e9));
  const table = formatTable(
    ['trial', 'instance', 'definition', 'from', 'to', 'dates', 'rank IC', 'net Sharpe', 'PSR', 'deflated', 'tests'],
    ordered.map(({ id, instanceId, identity, walk, observations, metrics, ledger, revision }) => [
      id,
      instanceId,
      `${identity.definition.name}@${identity.definition.version}`,
      walk.from,
      walk.to,
      String(observations),
      fixed(metrics.meanRankInformationCoefficient, 4),
      fixed(metrics.netSharpeRatio, 2),
      fixed(ledger.probabilisticSharpeRatio, 3),
      fixed(ledger.deflatedSharpeRatio, 3),
      String(revision),
    ]),
  );
  const { ledger, line } = first;
  const overfitting = ledger.probabilityOfBacktestOverfitting;
  return withNotes(`research line ${line}: ${ledger.trials} trials\n${table}`, [
    overfitting === null
      ? `the probability of back-test overfitting needs two trials over at least 12 common dates; there are ${ledger.commonDates}`
      : `probability of back-test overfitting ${overfitting.toFixed(3)}, over ${ledger.commonDates} common dates`,
  ]);
}
