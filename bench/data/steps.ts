import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InstantSchema } from '@optaic/mlops/base';
import {
  buildFrame,
  contentDigest,
  type DatasetFiles,
  type DuckDb,
  exportAsOf,
  type FeatureSource,
  openDuckDb,
  parquetRelation,
  quoteText,
  validateDataset,
  writeAcceptedParts,
  writeParts,
} from '@optaic/mlops/data';
import { matrixDigest } from './matrix-digest.ts';
import type { Measured } from './measured-process.ts';
import { partFiles } from './part-files.ts';
import {
  calendarDates,
  decisionDates,
  decisionRows,
  endOfHistory,
  universeRows,
  valueNames,
  type Workload,
  workloadRows,
  workloadSchema,
} from './workloads.ts';

/**
 * One step in a process of its own: `node steps.ts <step> <workload as JSON>`. Prints what it measured as its last line.
 */
export interface StepInput {
  readonly workload: Workload;
  /** Where the workload's files are, and what the step writes. */
  readonly directory: string;
  readonly memoryLimit: string;
  readonly threads: number;
  readonly repetitions: number;
}

type Step = (input: StepInput) => Promise<Measured>;

const STEPS: Readonly<Record<string, Step>> = { generate, upload, write, read, frame };

/** The workload's datasets by the write path of the product, its universe, and the decisions for the peers. */
async function generate({ workload, directory, memoryLimit, threads }: StepInput) {
  const db = await openDuckDb({ directory: join(directory, 'spill'), memoryLimit, threads });
  const schema = workloadSchema(workload);
  let rows = 0;
  for (let dataset = 0; dataset < workload.datasets; dataset++) {
    const own = join(directory, `dataset-${dataset}`);
    await mkdir(own, { recursive: true });
    await db.run(`CREATE OR REPLACE TEMP TABLE made AS ${workloadRows(workload, dataset)}`);
    const parts = await writeParts(db, { relation: 'made', schema, directory: own });
    rows += parts.reduce((sum, part) => sum + part.rows, 0);
  }
  await db.run('DROP TABLE made');
  await db.run(`COPY ${universeRows(workload)} TO ${quoteText(join(directory, 'universe.parquet'))} (FORMAT parquet)`);
  await db.run(`COPY ${decisionRows(workload)} TO ${quoteText(join(directory, 'decisions.parquet'))} (FORMAT parquet)`);
  db.close();
  return { seconds: 0, cpuSeconds: 0, parts: {}, peakMiB: peakMiB(), rows, digest: [] };
}

/** The rows of the first dataset as one file that somebody uploads: day after day, not by entity. */
async function upload({ workload, directory, memoryLimit, threads }: StepInput) {
  const db = await openDuckDb({ directory: join(directory, 'spill'), memoryLimit, threads });
  await db.run(`COPY ${workloadRows(workload, 0)} TO ${quoteText(join(directory, 'upload.parquet'))} (FORMAT parquet)`);
  db.close();
  return { seconds: 0, cpuSeconds: 0, parts: {}, peakMiB: peakMiB(), rows: 0, digest: [] };
}

/** What an ingest run does with a file: reads and judges it, writes sorted parts, digests the rows. */
async function write({ workload, directory, memoryLimit, threads }: StepInput) {
  const own = join(directory, 'written');
  await mkdir(own, { recursive: true });
  const schema = workloadSchema(workload);
  const clock = stopwatch();
  const db = await openDuckDb({ directory: join(directory, 'spill'), memoryLimit, threads });
  const validation = await validateDataset(db, [{ path: join(directory, 'upload.parquet'), format: 'parquet' }], {
    schema,
    knowledgeAsOf: endOfHistory(workload),
    allowBackfill: false,
  });
  if (!validation.accepted) throw new Error(validation.issues[0].message);
  clock.lap('read and judge');
  const parts = await writeAcceptedParts(db, schema, own);
  clock.lap('sort and write');
  await contentDigest(db, { files: parts.map(({ path }) => path), schema, inKeyOrder: true });
  clock.lap('digest');
  db.close();
  return { ...clock.stop(), peakMiB: peakMiB(), rows: validation.facts.rows, digest: [] };
}

/** All rows as of a time in the middle of the last restatements, to a sorted Parquet file. */
async function read({ workload, directory, memoryLimit, threads, repetitions }: StepInput) {
  const path = join(directory, 'as-of-ours.parquet');
  const asOf = InstantSchema.parse(`${decisionDates(workload).at(-1)}T23:59:59.999Z`);
  const { result: db, ...measured } = await bestOf(repetitions, async (before?: DuckDb) => {
    before?.close();
    const opened = await openDuckDb({ directory: join(directory, 'spill'), memoryLimit, threads });
    await exportAsOf(opened, { ...(await datasetOf(workload, directory, 0)), asOf, format: 'parquet', path });
    return opened;
  });
  const columns = valueNames(workload.features);
  const values: number[][] = columns.map(() => []);
  for await (const chunk of db.chunks(`SELECT ${columns.join(', ')} FROM ${parquetRelation([path])}`)) {
    columns.forEach((_, index) => {
      chunk.visitColumnValues(index, (value) => values[index].push(Number(value)));
    });
  }
  const rows = values[0].length;
  const matrix = new Float32Array(columns.length * rows);
  values.forEach((column, index) => {
    matrix.set(column, index * rows);
  });
  db.close();
  return { ...measured, rows, digest: matrixDigest(matrix, rows) };
}

/** The frame of every dataset at every decision, in memory. */
async function frame({ workload, directory, memoryLimit, threads, repetitions }: StepInput) {
  const { columns, ...schema } = workloadSchema({ ...workload, columns: 0 });
  const member = { name: 'member', role: 'value', type: 'double', nullable: false } as const;
  const universe: DatasetFiles = {
    name: 'universe',
    files: [join(directory, 'universe.parquet')],
    schema: { ...schema, columns: [...columns, member] },
  };
  const features: FeatureSource[] = [];
  for (let dataset = 0; dataset < workload.datasets; dataset++) {
    const files = await datasetOf(workload, directory, dataset);
    features.push({ ...files, columns: valueNames(workload.features) });
  }
  const { result, ...measured } = await bestOf(repetitions, async () => {
    const db = await openDuckDb({ directory: join(directory, 'spill'), memoryLimit, threads });
    const { panel } = await buildFrame(db, {
      decisions: decisionDates(workload),
      features,
      featureLag: 0,
      calendar: calendarDates(workload),
      asOf: endOfHistory(workload),
      universe,
    });
    db.close();
    return panel;
  });
  return { ...measured, rows: result.rows, digest: matrixDigest(result.features, result.rows) };
}

async function datasetOf(workload: Workload, directory: string, dataset: number): Promise<DatasetFiles> {
  return {
    name: `dataset-${dataset}`,
    files: await partFiles(directory, dataset),
    schema: workloadSchema(workload),
  };
}

async function bestOf<T>(repetitions: number, work: (before?: T) => Promise<T>) {
  let result: T | undefined;
  let best = { seconds: Number.POSITIVE_INFINITY, cpuSeconds: 0 };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const clock = stopwatch();
    result = await work(result);
    const { seconds, cpuSeconds } = clock.stop();
    if (seconds < best.seconds) best = { seconds, cpuSeconds };
  }
  if (result === undefined) throw new Error('a step needs at least one repetition');
  return { result, ...best, parts: {}, peakMiB: peakMiB() };
}

function stopwatch() {
  const started = performance.now();
  const cpuStarted = process.cpuUsage();
  let lapStarted = started;
  const parts: Record<string, number> = {};
  return {
    lap: (name: string) => {
      const now = performance.now();
      parts[name] = (now - lapStarted) / 1_000;
      lapStarted = now;
    },
    stop: () => {
      const { user, system } = process.cpuUsage(cpuStarted);
      return { seconds: (performance.now() - started) / 1_000, cpuSeconds: (user + system) / 1e6, parts };
    },
  };
}

function peakMiB(): number {
  return process.resourceUsage().maxRSS / 1_024;
}

const [name = '', input = ''] = process.argv.slice(2);
const step = STEPS[name];
if (step === undefined) throw new Error(`no step "${name}"`);
console.log(JSON.stringify(await step(JSON.parse(input))));
