import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Measured, measuredProcess } from '../data/measured-process.ts';
import { type DriftFiles, writeDriftFiles } from './drift-files.ts';

const OURS = fileURLToPath(new URL('./drift-ours.ts', import.meta.url));
const EVIDENTLY = fileURLToPath(new URL('./drift_evidently.py', import.meta.url));
const PEER_LIMIT_MIB = 16_384;
const LEAST_SPEEDUP = 10;
const LARGE = { rows: 1_000_000, columns: 100, seconds: 10, mebibytes: 3_072 } as const;

export interface DriftBenchInput {
  readonly directory: string;
  /** Rows of each side, by run. */
  readonly sizes: readonly number[];
  readonly columns: number;
  readonly repetitions: number;
  /** Python with Evidently; without it ours is measured alone. */
  readonly executable: string | undefined;
}

/** The drift preset beside Evidently's on the same columns, one thread each; returns what was missed. */
export async function benchDrift(print: (line: string) => void, input: DriftBenchInput): Promise<string[]> {
  print(
    '| rows × columns a side | ours s | Evidently s | faster | ours CPU s | Evidently CPU s | ours MiB | Evidently MiB |',
  );
  print('|---|---:|---:|---:|---:|---:|---:|---:|');
  const missed: string[] = [];
  for (const rows of input.sizes) {
    const files = writeDriftFiles(join(input.directory, `${rows}`), rows, input.columns);
    const name = `${rows} × ${input.columns}`;
    const ours = await measure(process.execPath, OURS, files, input.repetitions, LARGE.mebibytes);
    const theirs =
      input.executable === undefined
        ? undefined
        : await measure(input.executable, EVIDENTLY, files, Math.min(1, input.repetitions), PEER_LIMIT_MIB);
    rmSync(files.directory, { recursive: true });
    print(row(name, ours, theirs));
    if (theirs === undefined) continue;
    // Of a shared machine the lesser figure is told: other work can only add to either.
    const speedup = Math.max(theirs.seconds / ours.seconds, theirs.cpuSeconds / ours.cpuSeconds);
    if (speedup < LEAST_SPEEDUP) missed.push(`${name}: ${speedup.toFixed(1)} × as fast as Evidently`);
    const apart = largestDifference(ours.digest, theirs.digest);
    if (!(apart < 1e-9)) missed.push(`${name}: scores differ by ${apart}`);
  }
  return missed;
}

/** Ours alone on the largest case, once: seconds and memory. */
export async function benchLargeDrift(print: (line: string) => void, directory: string): Promise<string[]> {
  const { rows, columns, seconds, mebibytes } = LARGE;
  const files = writeDriftFiles(join(directory, 'large'), rows, columns);
  const ours = await measure(process.execPath, OURS, files, 1, 2 * mebibytes);
  rmSync(files.directory, { recursive: true });
  const figures = `${ours.seconds.toFixed(1)} s, ${ours.cpuSeconds.toFixed(1)} CPU s, ${ours.peakMiB.toFixed(0)} MiB`;
  print(`${rows} × ${columns} a side, warm: ${figures}`);
  const missed: string[] = [];
  if (ours.seconds > seconds) missed.push(`${rows} × ${columns}: ${ours.seconds.toFixed(1)} s, more than ${seconds}`);
  if (ours.peakMiB >= mebibytes) missed.push(`${rows} × ${columns}: ${ours.peakMiB.toFixed(0)} MiB`);
  return missed;
}

async function measure(
  command: string,
  script: string,
  files: DriftFiles,
  repetitions: number,
  limitMiB: number,
): Promise<Measured> {
  const env = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', NUMBA_NUM_THREADS: '1' };
  const outcome = await measuredProcess(command, [script, JSON.stringify({ files, repetitions })], { limitMiB, env });
  if ('failed' in outcome) throw new Error(`${script} on ${files.rows} × ${files.columns}: ${outcome.failed}`);
  return outcome;
}

function row(name: string, ours: Measured, theirs: Measured | undefined): string {
  const pair = (of: (run: Measured) => number, digits: number) =>
    `${of(ours).toFixed(digits)} | ${theirs === undefined ? '–' : of(theirs).toFixed(digits)}`;
  const faster = theirs === undefined ? '–' : (theirs.seconds / ours.seconds).toFixed(1);
  return `| ${name} | ${pair(({ seconds }) => seconds, 3)} | ${faster} | ${pair(({ cpuSeconds }) => cpuSeconds, 3)} | ${pair(({ peakMiB }) => peakMiB, 0)} |`;
}

/** Relative; infinite where the columns are not the same. */
function largestDifference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  return ours.reduce((most, score, at) => Math.max(most, Math.abs(score - theirs[at]) / Math.abs(theirs[at])), 0);
}
