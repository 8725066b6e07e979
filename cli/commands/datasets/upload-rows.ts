import { type ApiClient, ApiError } from '@optaic/mlops/api';
import type { DatasetName, RunId } from '@optaic/mlops/base';
import type { GuardrailReport } from '@optaic/mlops/guardrails';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { type Command, Option } from 'commander';
import { asDatasetName } from '../../argument-parsers.ts';
import { CliError } from '../../cli-error.ts';
import { contextOf } from '../../command-context.ts';
import { formatGuardrailReport } from '../../format-guardrail-report.ts';
import { createStatusLine } from '../../status-line.ts';
import { type UploadRequest, uploadFile } from '../../upload-file.ts';
import { waitForRun } from '../../wait-for-run.ts';

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
        const run = await waitForRun(client, started.id, {
          onPoll: ({ id, status: state }) => status.show(`ingest run ${id} ${state}`),
        });
        status.clear();
        const report = await findReport(client, run.id);
        if (run.status !== 'completed') throw refused(run, report);
        print(run, () => {
          const committed = `committed ${dataset}@${String(run.result?.version)}: ${String(run.result?.rows)} rows`;
          return report?.verdict === 'warned' ? `${committed}\n\n${formatGuardrailReport(report)}` : committed;
        });
      } finally {
        status.clear();
      }
    });
}

/** What the guardrails said of a run; a run that failed before them has no report. */
async function findReport(client: ApiClient, run: RunId): Promise<GuardrailReport | undefined> {
  try {
    return await client.call('getGuardrailReport', { parameters: { run } });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'guardrails.not_judged') return undefined;
    throw error;
  }
}

function refused({ id, status, error }: RunRecord, report: GuardrailReport | undefined): CliError {
  const code = error?.code === undefined ? '' : ` (${error.code})`;
  const message = `ingest run ${id} ${status}: ${error?.message ?? 'no reason was recorded'}${code}`;
  return new CliError(report === undefined ? message : `${message}\n\n${formatGuardrailReport(report)}`);
}
