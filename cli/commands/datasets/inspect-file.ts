import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { type CreateDataset, CreateDatasetSchema } from '@optaic/mlops/api';
import { type Instant, InstantSchema, InvalidInputError } from '@optaic/mlops/base';
import type { FileInspection } from '@optaic/mlops/data/inspect';
import type { Command } from 'commander';
import { CliError } from '../../cli-error.ts';
import { printerOf } from '../../command-context.ts';
import { formatOfFile } from '../../file-format.ts';
import { createStatusLine, showWhile } from '../../status-line.ts';
import { describeInspection } from './describe-inspection.ts';

/** `optaic datasets inspect FILE`: works without a system. */
export function addInspectFile(datasets: Command): void {
  datasets
    .command('inspect')
    .description('say what a file of rows would be as a dataset, before anything is uploaded; needs no system')
    .argument('<file>', 'CSV, Parquet or NDJSON file')
    .option('--schema-out <file>', 'write the JSON to create the dataset with')
    .action(async (file: string, { schemaOut }: { schemaOut?: string }, command: Command) => {
      const print = printerOf(command);
      const status = createStatusLine({ out: process.stderr, now: () => performance.now() });
      const now = InstantSchema.parse(new Date().toISOString());
      const inspection = await showWhile(status, `reading ${file}`, inspect(file, now)).finally(() => status.clear());
      const dataset = creationOf(file, inspection);
      if (schemaOut !== undefined) await writeCreation(schemaOut, file, dataset);
      print({ file, ...inspection, ...(dataset === undefined ? {} : { dataset }) }, () =>
        describeInspection(file, inspection, { schemaOut, name: dataset?.name }),
      );
    });
}

async function inspect(path: string, now: Instant): Promise<FileInspection> {
  const format = formatOfFile(path);
  // DuckDB takes longer to load than any other command to run.
  const [{ openDuckDb }, { inspectFile }] = await Promise.all([
    import('@optaic/mlops/data'),
    import('@optaic/mlops/data/inspect'),
  ]);
  const directory = await mkdtemp(join(tmpdir(), 'optaic-inspect-'));
  try {
    const db = await openDuckDb({ directory });
    try {
      return await inspectFile(db, { path, format }, { now });
    } finally {
      db.close();
    }
  } catch (error) {
    if (error instanceof InvalidInputError)
      throw new CliError(`${path}: ${error.message} (${error.code})`, { cause: error });
    if (error instanceof Error && 'code' in error)
      throw new CliError(`${path} cannot be read: ${error.message}`, { cause: error });
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The request that creates a dataset for the file, named after it. */
function creationOf(file: string, { schema }: FileInspection): CreateDataset | undefined {
  if (schema === undefined) return undefined;
  const name = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '_')
    .replace(/^[^a-z]+/, '');
  return CreateDatasetSchema.parse({ name: name === '' ? 'dataset' : name.slice(0, 63), schema });
}

async function writeCreation(path: string, file: string, dataset: CreateDataset | undefined): Promise<void> {
  if (dataset === undefined) {
    throw new CliError(
      `${file} has no schema yet, so ${path} is not written; see what is missing with: optaic datasets inspect ${file}`,
    );
  }
  await writeFile(path, `${JSON.stringify(dataset, null, 2)}\n`);
}
