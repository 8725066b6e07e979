import type { DatasetName } from '@optaic/mlops/base';
import type { Command } from 'commander';
import { asDatasetName } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { everyPage } from '../../every-page.ts';
import { formatTable } from '../../table.ts';

/** `optaic datasets versions NAME` */
export function addListVersions(datasets: Command): void {
  datasets
    .command('versions')
    .description('list the versions of a dataset, newest first')
    .argument('<name>', 'dataset', asDatasetName)
    .action(async (name: DatasetName, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) =>
        client.call('listDatasetVersions', { parameters: { name }, query: { nextToken } }),
      );
      print(items, () =>
        items.length === 0
          ? `${name} has no version yet; upload rows with: optaic datasets upload ${name} FILE`
          : formatTable(
              ['version', 'mode', 'rows', 'first event', 'last event', 'known up to', 'committed', 'content digest'],
              items.map((item) => [
                String(item.version),
                item.mode,
                item.rows.toLocaleString('en'),
                item.minEventTime.slice(0, 10),
                item.maxEventTime.slice(0, 10),
                item.maxKnowledgeTime,
                item.committedAt.slice(0, 19),
                item.contentDigest.slice(0, 16),
              ]),
            ),
      );
    });
}
