import { readFile } from 'node:fs/promises';
import { CreateDatasetSchema } from '@optaic/mlops/api';
import type { CalendarDate, DatasetName, Instant } from '@optaic/mlops/base';
import { type Command, Option } from 'commander';
import { asAsOf, asDatasetName, asPositiveInteger } from '../argument-parsers.ts';
import { contextOf } from '../command-context.ts';
import { everyPage } from '../every-page.ts';
import { formatTable } from '../table.ts';
import { uploadFile } from '../upload-file.ts';
import { completedRun } from '../wait-for-run.ts';

type UploadMode = 'append' | 'replace' | 'backfill';

/** `datasets`, `create-dataset`, `upload`, `rows`. */
export function addDataCommands(program: Command): void {
  program
    .command('datasets')
    .description('list the datasets, or the versions of one')
    .argument('[name]', 'dataset', asDatasetName)
    .action(async (name: DatasetName | undefined, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('viewer');
      if (name === undefined) {
        const items = await everyPage((nextToken) => client.call('listDatasets', { query: { nextToken } }));
        print(items, () =>
          formatTable(
            ['dataset', 'space', 'knowledge', 'versions', 'description'],
            items.map((item) => [
              item.name,
              item.space,
              item.schema.knowledgeGrade,
              String(item.latestVersion),
              item.description,
            ]),
          ),
        );
        return;
      }
      const items = await everyPage((nextToken) =>
        client.call('listDatasetVersions', { parameters: { name }, query: { nextToken } }),
      );
      print(items, () =>
        formatTable(
          ['version', 'mode', 'rows', 'first event', 'last event', 'known up to', 'content digest'],
          items.map((item) => [
            String(item.version),
            item.mode,
            String(item.rows),
            item.minEventTime.slice(0, 10),
            item.maxEventTime.slice(0, 10),
            item.maxKnowledgeTime,
            item.contentDigest.slice(0, 16),
          ]),
        ),
      );
    });

  program
    .command('create-dataset')
    .description('create a dataset from a JSON file with its name, description, space and schema')
    .argument('<file>', 'JSON file')
    .action(async (file: string, _options: object, command: Command) => {
      const { connection, print } = contextOf(command);
      const body = CreateDatasetSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      const created = await connection.as('researcher').call('createDataset', { body });
      print(created, () => `created dataset ${created.name}`);
    });

  program
    .command('upload')
    .description('upload a CSV, Parquet or NDJSON file and commit it as the next version')
    .argument('<name>', 'dataset', asDatasetName)
    .argument('<file>', 'file of rows')
    .addOption(
      new Option('--mode <mode>', 'how the rows join the version before')
        .choices(['append', 'replace', 'backfill'])
        .default('append'),
    )
    .option('--parent <urn...>', 'what the rows were made from, dataset:NAME@VERSION', [])
    .action(
      async (name: DatasetName, file: string, options: { mode: UploadMode; parent: string[] }, command: Command) => {
        const { connection, print } = contextOf(command);
        const client = connection.as('researcher');
        const started = await uploadFile(client, { dataset: name, file, mode: options.mode, parents: options.parent });
        const run = await completedRun(client, started.id);
        print(run, () => `committed ${name}@${String(run.result?.version)}: ${String(run.result?.rows)} rows`);
      },
    );

  program
    .command('rows')
    .description('read rows of a dataset as they were known at a time')
    .argument('<name>', 'dataset', asDatasetName)
    .option('--as-of <time>', 'date (its end, UTC) or instant; default now', asAsOf)
    .option('--dataset-version <n>', 'default: the newest', asPositiveInteger)
    .option('--limit <n>', 'rows', asPositiveInteger, 20)
    .action(async (name: DatasetName, options: RowsOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const rows = await connection.as('viewer').call('readRows', {
        parameters: { name },
        query: {
          limit: options.limit,
          ...(options.asOf === undefined ? {} : { asOf: options.asOf }),
          ...(options.datasetVersion === undefined ? {} : { version: options.datasetVersion }),
        },
      });
      print(rows, () => {
        const headers = Object.keys(rows.items[0] ?? {});
        const table = formatTable(
          headers,
          rows.items.map((row) => headers.map((header) => String(row[header] ?? ''))),
        );
        const stale = rows.stale ? ' (stale: past its validity)' : '';
        return `${name}@${rows.version} as of ${rows.asOf}${stale}\n${table}`;
      });
    });
}

interface RowsOptions {
  readonly asOf?: CalendarDate | Instant;
  readonly datasetVersion?: number;
  readonly limit: number;
}
