import { RowsPageSchema } from '@optaic/mlops/api';
import type { CalendarDate, DatasetName, Instant } from '@optaic/mlops/base';
import type { Command } from 'commander';
import { asAsOf, asDatasetName, asPositiveInteger, asVersion } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { formatTable } from '../../table.ts';
import { readQuery } from './read-query.ts';

interface RowsOptions {
  readonly asOf?: CalendarDate | Instant;
  readonly datasetVersion?: number;
  readonly limit: number;
}

/** `optaic datasets rows NAME` */
export function addReadRows(datasets: Command): void {
  datasets
    .command('rows')
    .description('show the first rows of a dataset as they were known at a time')
    .argument('<name>', 'dataset', asDatasetName)
    .option('--as-of <time>', 'date (its end, UTC) or instant; default now', asAsOf)
    .option('--dataset-version <n>', 'default: the newest', asVersion)
    .option('--limit <n>', 'rows', asPositiveInteger, 20)
    .action(async (name: DatasetName, options: RowsOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const answer = await connection
        .as('viewer')
        .call('readRows', { parameters: { name }, query: { ...readQuery(options), limit: options.limit } });
      const rows = RowsPageSchema.parse(answer);
      print(rows, () => {
        const headers = Object.keys(rows.items[0] ?? {});
        const table = formatTable(
          headers,
          rows.items.map((row) => headers.map((header) => String(row[header] ?? ''))),
        );
        const stale = rows.stale ? ' (stale: past its validity)' : '';
        const more = rows.nextToken === undefined ? '' : `\n… all of them: optaic datasets export ${name} --out FILE`;
        return `${name}@${rows.version} as of ${rows.asOf}${stale}\n${table}${more}`;
      });
    });
}
