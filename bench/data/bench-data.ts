import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPython } from '../../test/conformance/support/python.ts';
import { type Measured, measuredProcess, type Unmeasured } from './measured-process.ts';
import { partFiles } from './part-files.ts';
import type { StepInput } from './steps.ts';
import {
  bitemporalWorkload,
  decisionDates,
  endOfHistory,
  plainWorkload,
  revisedWorkload,
  type Workload,
} from './workloads.ts';

const LIMIT_MIB = 3_072;
/** Of the limit, what DuckDB may hold beside the columns and the frame in JavaScript. */
const DUCKDB_LIMIT = '1536MiB';
const THREADS = 2;
const STEPS = fileURLToPath(new URL('./steps.ts', import.meta.url));
const PEERS = fileURLToPath(new URL('./peers.py', import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const OURS = 'ours';
const WRITE = 'write 10 columns';

interface Row {
  readonly step: string;
  readonly size: string;
  readonly who: string;
  readonly outcome: Measured | Unmeasured;
}

interface Comparison {
  readonly title: string;
  /** Of ours, and of the peers. */
  readonly step: string;
  readonly peerStep: 'read' | 'plain' | 'bitemporal';
  readonly workload: (size: number) => Workload;
  readonly peers: readonly string[];
  /** Whether ours must not be slower than the fastest peer. */
  readonly isTarget: boolean;
}

const FRAME_PEERS = ['pandas', 'polars', 'polars, categories', 'polars, enum', 'polars, streaming'];
const COMPARISONS: readonly Comparison[] = [
  {
    title: 'read as of, one row in six a revision',
    ...{ step: 'read', peerStep: 'read', workload: revisedWorkload, peers: ['pandas', 'polars'], isTarget: false },
  },
  {
    title: 'plain ASOF, 1 M decisions × 3 datasets',
    ...{ step: 'frame', peerStep: 'plain', workload: plainWorkload, peers: FRAME_PEERS, isTarget: true },
  },
  {
    title: 'bitemporal, 100 features of 10 views',
    ...{ step: 'frame', peerStep: 'bitemporal', isTarget: true, peers: FRAME_PEERS },
    workload: (size) => bitemporalWorkload(size / 10),
  },
];

/**
 * Writes, reads and joins generated datasets on two threads within 3 GiB, beside pandas and polars under the same limit
 * on the same files. Every result is compared to the bit.
 */
export async function benchData(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      /** Millions of rows of each dataset; the bitemporal join at 10 has 1.26 M decisions. */
      sizes: { type: 'string', default: '1,3,10' },
      repetitions: { type: 'string', default: '3' },
      only: { type: 'string', default: '' },
    },
  });
  const sizes = values.sizes.split(',').map(Number);
  const repetitions = Number(values.repetitions);
  const python = openPython(REQUIREMENTS);
  print(
    `limit ${LIMIT_MIB} MiB a process, ${THREADS} threads, best of ${repetitions}; times without the start of a process`,
  );
  if ('skipped' in python) print(`skipped: the peers: ${python.skipped}`);
  const executable = 'skipped' in python ? undefined : python.executable;
  const directory = await mkdtemp(join(tmpdir(), 'optaic-bench-'));
  print('| step | size | who | seconds | CPU s | peak MiB | ours ÷ it | result |');
  print('|---|---:|---|---:|---:|---:|---:|---|');
  const missed: string[] = [];
  const targets: Target[] = [];
  try {
    if (WRITE.includes(values.only)) missed.push(...(await benchWrites(print, { sizes, directory })));
    for (const comparison of COMPARISONS.filter(({ title }) => title.includes(values.only))) {
      const ours: [number, number][] = [];
      for (const size of sizes) {
        const rows = await compare(comparison, { size, directory, repetitions, executable });
        for (const row of rows) print(tableRow(row, rows));
        missed.push(...faults(comparison, rows));
        // For the largest size, where fixed costs count least.
        if (comparison.isTarget && size === Math.max(...sizes)) targets.push(targetOf(comparison, rows));
        const [{ outcome }] = rows;
        if ('seconds' in outcome) ours.push([size, outcome.seconds]);
      }
      print(growth(comparison.title, ours));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  for (const { title, ratio } of targets) {
    const verdict = ratio === undefined ? 'not judged, no peer ended' : `${ratio.toFixed(2)} × the best peer`;
    print(`target: ${title}: ${verdict}${ratio !== undefined && ratio > 1 ? ', missed' : ''}`);
  }
  if (missed.length > 0) print(`wrong: ${missed.join('; ')}`);
  if (missed.length > 0 || targets.some(({ ratio }) => ratio !== undefined && ratio > 1)) process.exitCode = 1;
}

async function benchWrites(
  print: (line: string) => void,
  { sizes, directory }: { sizes: readonly number[]; directory: string },
): Promise<string[]> {
  const step = WRITE;
  const missed: string[] = [];
  const times: [number, number][] = [];
  for (const size of sizes) {
    const own = await mkdtemp(join(directory, 'write-'));
    const workload = plainWorkload(size);
    await ourStep('upload', { workload, directory: own, repetitions: 1 });
    const outcome = await ourStep('write', { workload, directory: own, repetitions: 1 });
    const row = { step, size: `${size} M rows`, who: OURS, outcome };
    print(tableRow(row, [row]));
    if ('seconds' in outcome) times.push([size, outcome.seconds]);
    else missed.push(`${step}, ${size} M rows: ours ${outcome.failed}`);
    await rm(own, { recursive: true, force: true });
  }
  print(growth(step, times));
  return missed;
}

async function compare(
  { title: step, step: ourName, peerStep, workload: of, peers }: Comparison,
  {
    size,
    directory,
    repetitions,
    executable,
  }: { size: number; directory: string; repetitions: number; executable: string | undefined },
): Promise<Row[]> {
  const own = await mkdtemp(join(directory, 'join-'));
  const workload = of(size);
  const made = await ourStep('generate', { workload, directory: own, repetitions: 1 });
  if ('failed' in made) throw new Error(`the workload of "${step}" could not be made: ${made.failed}`);
  const label =
    peerStep === 'bitemporal'
      ? `${((workload.entities * decisionDates(workload).length) / 1e6).toFixed(2)} M decisions`
      : `${size} M rows`;
  const rows: Row[] = [
    { step, size: label, who: OURS, outcome: await ourStep(ourName, { workload, directory: own, repetitions }) },
  ];
  for (const peer of executable === undefined ? [] : peers) {
    const outcome = await peerOutcome(String(executable), peerStep, peer, { workload, directory: own, repetitions });
    rows.push({ step, size: label, who: peer, outcome });
  }
  await rm(own, { recursive: true, force: true });
  return rows;
}

function ourStep(step: string, input: Pick<StepInput, 'workload' | 'directory' | 'repetitions'>) {
  const whole: StepInput = { ...input, memoryLimit: DUCKDB_LIMIT, threads: THREADS };
  return measuredProcess(process.execPath, [STEPS, step, JSON.stringify(whole)], { limitMiB: LIMIT_MIB });
}

async function peerOutcome(
  executable: string,
  step: string,
  peer: string,
  { workload, directory, repetitions }: Pick<StepInput, 'workload' | 'directory' | 'repetitions'>,
) {
  const datasets: string[][] = [];
  for (let dataset = 0; dataset < workload.datasets; dataset++) datasets.push(await partFiles(directory, dataset));
  const work = {
    datasets,
    decisions: join(directory, 'decisions.parquet'),
    features: workload.features,
    asOf: step === 'read' ? `${decisionDates(workload).at(-1)}T23:59:59.999Z` : endOfHistory(workload),
    output: join(directory, 'as-of-peer.parquet'),
    repetitions,
  };
  return measuredProcess(executable, [PEERS, step, peer, JSON.stringify(work)], {
    limitMiB: LIMIT_MIB,
    env: { THREADS: String(THREADS) },
  });
}

function tableRow({ step, size, who, outcome }: Row, rows: readonly Row[]): string {
  if ('failed' in outcome) return `| ${step} | ${size} | ${who} | – | – | – | – | ${outcome.failed} |`;
  const [{ outcome: ours }] = rows;
  const ratio = who === OURS || 'failed' in ours ? '–' : (ours.seconds / outcome.seconds).toFixed(2);
  const parts = Object.entries(outcome.parts).map(([name, seconds]) => `${name} ${seconds.toFixed(1)} s`);
  const result = who === OURS ? [`${outcome.rows} rows`, ...parts].join(', ') : agreement(ours, outcome);
  return `| ${step} | ${size} | ${who} | ${outcome.seconds.toFixed(2)} | ${outcome.cpuSeconds.toFixed(1)} | ${Math.round(outcome.peakMiB)} | ${ratio} | ${result} |`;
}

function agreement(ours: Measured | Unmeasured, peer: Measured): string {
  if ('failed' in ours) return '–';
  return isEqual(ours, peer) ? 'equal to the bit' : 'DIFFERENT';
}

function isEqual(left: Measured, right: Measured): boolean {
  return left.rows === right.rows && left.digest.join() === right.digest.join();
}

/** Our time over the best peer's; none where no peer ended within the limit. */
interface Target {
  readonly title: string;
  readonly ratio: number | undefined;
}

function targetOf({ title }: Comparison, [{ outcome: ours }, ...peers]: readonly Row[]): Target {
  const seconds = peers.flatMap(({ outcome }) => ('failed' in outcome ? [] : [outcome.seconds]));
  return { title, ratio: 'failed' in ours || seconds.length === 0 ? undefined : ours.seconds / Math.min(...seconds) };
}

/** A step of ours that failed, or a peer's result that is another. */
function faults({ title }: Comparison, [{ outcome: ours, size }, ...peers]: readonly Row[]): string[] {
  if ('failed' in ours) return [`${title}, ${size}: ours ${ours.failed}`];
  const isDifferent = peers.some(({ outcome }) => !('failed' in outcome) && !isEqual(ours, outcome));
  return isDifferent ? [`${title}, ${size}: results differ`] : [];
}

/** How much longer the largest takes than the smallest, beside how much larger it is. */
function growth(step: string, times: readonly [number, number][]): string {
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || first === last) return `| ${step} | | | | | | | |`;
  return `| ${step} | ${last[0] / first[0]} × the size | ${OURS} | ${(last[1] / first[1]).toFixed(1)} × the time | | | | |`;
}
