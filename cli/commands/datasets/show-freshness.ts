import type { FreshnessAnswer } from '@optaic/mlops/api';
import type { CalendarDate, DatasetName, Instant } from '@optaic/mlops/base';
import type { Command } from 'commander';
import { asAsOf, asDatasetName, asDepth } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { createStatusLine, showWhile } from '../../status-line.ts';
import { formatTable } from '../../table.ts';

interface FreshnessOptions {
  readonly asOf?: CalendarDate | Instant;
  readonly depth: number;
}

/** `optaic datasets freshness NAME` */
export function addShowFreshness(datasets: Command): void {
  datasets
    .command('freshness')
    .description('say whether a dataset and everything upstream of it have what is due')
    .argument('<name>', 'dataset', asDatasetName)
    .option('--as-of <time>', 'date (its end, UTC) or instant; default now', asAsOf)
    .option('--depth <n>', 'steps upstream; 0 for the dataset alone', asDepth, 10)
    .action(async (name: DatasetName, { asOf, depth }: FreshnessOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      const query = { depth, ...(asOf === undefined ? {} : { asOf }) };
      const answer = await showWhile(
        status,
        `looking at ${name} and upstream`,
        connection.as('viewer').call('getDatasetFreshness', { parameters: { name }, query }),
      );
      status.clear();
      print(answer, () => describeFreshness(answer));
    });
}

function describeFreshness({ dataset, asOf, status, blocking, datasets }: FreshnessAnswer): string {
  const blocked = blocking.length === 0 ? '' : `, by ${blocking.join(', ')}`;
  const table = formatTable(
    ['dataset', 'upstream', 'status', 'newest event', 'next due by', 'why'],
    datasets.map((item) => [
      item.dataset,
      String(item.depth),
      item.status,
      item.lastEvent ?? '',
      item.dueBy ?? '',
      item.reason,
    ]),
  );
  return `${dataset} is ${status}${blocked}, as of ${asOf}\n${table}`;
}
