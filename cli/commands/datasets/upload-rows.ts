import type { DatasetName } from '@optaic/mlops/base';
import { type Command, Option } from 'commander';
import { asDatasetName } from '../../argument-parsers.ts';
import { contextOf } from '../../command-context.ts';
import { createStatusLine } from '../../status-line.ts';
import { type UploadRequest, uploadFile } from '../../upload-file.ts';
import { completedRun } from '../../wait-for-run.ts';

interface UploadOptions {
  readonly mode: UploadRequest['mode'];
  readonly parent: readonly string[];
}

/** `optaic datasets upload NAME FILE` */
export function addUploadRows(datasets: Command): void {
  datasets
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
    .action(async (dataset: DatasetName, file: string, { mode, parent }: UploadOptions, command: Command) => {
      const { connection, print } = contextOf(command);
      const client = connection.as('researcher');
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      try {
        const request = { dataset, file, mode, parents: parent };
        const started = await uploadFile(client, request, (text) => status.show(text));
        const run = await completedRun(client, started.id, {
          onPoll: ({ id, status: state }) => status.show(`ingest run ${id} ${state}`),
        });
        status.clear();
        print(run, () => `committed ${dataset}@${String(run.result?.version)}: ${String(run.result?.rows)} rows`);
      } finally {
        status.clear();
      }
    });
}
