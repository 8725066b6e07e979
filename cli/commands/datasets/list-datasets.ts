import type { Command } from 'commander';
import { contextOf } from '../../command-context.ts';
import { everyPage } from '../../every-page.ts';
import { formatTable } from '../../table.ts';

/** `optaic datasets list` */
export function addListDatasets(datasets: Command): void {
  datasets
    .command('list')
    .description('list the datasets')
    .action(async (_options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      const items = await everyPage((nextToken) => client.call('listDatasets', { query: { nextToken } }));
      print(items, () =>
        items.length === 0
          ? 'no datasets yet; see what a file could be with: optaic datasets inspect FILE'
          : formatTable(
              ['dataset', 'space', 'knowledge', 'versions', 'updated', 'description'],
              items.map(({ name, space, schema, latestVersion, description }) => [
                name,
                space,
                schema.knowledgeGrade,
                String(latestVersion),
                schema.updateFrequency?.every ?? '–',
                description,
              ]),
            ),
      );
    });
}
