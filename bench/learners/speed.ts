import { fileURLToPath } from 'node:url';
import { type Measured, measuredProcess } from '../data/measured-process.ts';
import type { TaskFiles } from './task-files.ts';
import type { TrainInput } from './train-ours.ts';

const OURS = fileURLToPath(new URL('./train-ours.ts', import.meta.url));
const PEERS = fileURLToPath(new URL('./peers.py', import.meta.url));
/** The two ways of giving XGBoost its data; the faster one counts. */
const FORMS = ['DMatrix', 'QuantileDMatrix'] as const;
const LIMIT_MIB = 6_144;
const MOST_TIME = 1;
const MOST_MEMORY = 2;
/** How much faster than the rows the time may grow. */
const MOST_GROWTH = 1.15;

interface SpeedInput {
  readonly tasks: readonly TaskFiles[];
  readonly threads: readonly number[];
  readonly parameters: TrainInput['parameters'];
  readonly repetitions: number;
  readonly executable: string | undefined;
}

/** Whole fits of ours and XGBoost's in turns, each in a process of its own; returns what was missed. */
export async function benchSpeed(print: (line: string) => void, input: SpeedInput): Promise<string[]> {
  print(
    '| fit | threads | ours s | XGBoost s | ratio | ours CPU s | XGBoost CPU s | ratio | ours MiB | XGBoost MiB | ratio |',
  );
  print('|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|');
  const missed: string[] = [];
  for (const task of input.tasks) {
    const digests = new Set<string>();
    for (const threads of input.threads) {
      const { ours, theirs } = await inTurns({ task, threads, parameters: input.parameters }, input);
      digests.add(String(ours.digest));
      const name = `${task.rows} × ${task.features}`;
      print(speedRow(name, threads, ours, theirs));
      if (theirs === undefined) continue;
      // Of a shared machine the lesser ratio is told: other work can only add to either.
      const time = Math.min(ours.seconds / theirs.seconds, ours.cpuSeconds / theirs.cpuSeconds);
      if (time > MOST_TIME) missed.push(`${name} on ${threads}: ${time.toFixed(2)} × XGBoost's time`);
      const memory = ours.peakMiB / theirs.peakMiB;
      if (memory > MOST_MEMORY) missed.push(`${name} on ${threads}: ${memory.toFixed(2)} × XGBoost's memory`);
    }
    if (digests.size > 1) missed.push(`${task.rows} × ${task.features}: the model hangs on the threads`);
  }
  return missed;
}

/** Our fits of ever more rows on one thread. */
export async function benchGrowth(
  print: (line: string) => void,
  { tasks, parameters, repetitions }: Pick<SpeedInput, 'tasks' | 'parameters' | 'repetitions'>,
): Promise<string[]> {
  print('| rows × 20 | s | CPU s | CPU µs/row |');
  print('|---|---:|---:|---:|');
  const measured: Measured[] = [];
  for (const task of tasks) {
    const { ours } = await inTurns({ task, threads: 1, parameters }, { repetitions, executable: undefined });
    measured.push(ours);
    const perRow = ((ours.cpuSeconds / task.rows) * 1e6).toFixed(2);
    print(`| ${task.rows} | ${ours.seconds.toFixed(2)} | ${ours.cpuSeconds.toFixed(2)} | ${perRow} |`);
  }
  const [first, last] = [measured[0], measured.at(-1)];
  if (first === undefined || last === undefined) return [];
  const growth = last.cpuSeconds / first.cpuSeconds / (last.rows / first.rows);
  print(`time grows ${growth.toFixed(2)} × as fast as the rows`);
  return growth > MOST_GROWTH ? [`time grows ${growth.toFixed(2)} × as fast as the rows`] : [];
}

async function inTurns(
  input: TrainInput,
  { repetitions, executable }: Pick<SpeedInput, 'repetitions' | 'executable'>,
): Promise<{ ours: Measured; theirs: Measured | undefined }> {
  const ours: Measured[] = [];
  const theirs: Measured[] = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    ours.push(await measure(process.execPath, [OURS, JSON.stringify(input)]));
    for (const form of executable === undefined ? [] : FORMS) {
      theirs.push(await measure(String(executable), [PEERS, form, JSON.stringify(input)]));
    }
  }
  return { ours: best(ours), theirs: theirs.length === 0 ? undefined : best(theirs) };
}

async function measure(command: string, args: readonly string[]): Promise<Measured> {
  const outcome = await measuredProcess(command, args, { limitMiB: LIMIT_MIB });
  if ('failed' in outcome) throw new Error(`a fit ${outcome.failed}`);
  return outcome;
}

/** The least of everything, each figure by itself. */
function best(runs: readonly Measured[]): Measured {
  const least = (of: (run: Measured) => number) => Math.min(...runs.map(of));
  const [first] = runs;
  if (first === undefined) throw new Error('nothing was measured');
  return {
    ...first,
    seconds: least(({ seconds }) => seconds),
    cpuSeconds: least(({ cpuSeconds }) => cpuSeconds),
    peakMiB: least(({ peakMiB }) => peakMiB),
  };
}

function speedRow(name: string, threads: number, ours: Measured, theirs: Measured | undefined): string {
  const pair = (of: (run: Measured) => number, digits: number) =>
    theirs === undefined
      ? `${of(ours).toFixed(digits)} | – | –`
      : `${of(ours).toFixed(digits)} | ${of(theirs).toFixed(digits)} | ${(of(ours) / of(theirs)).toFixed(2)}`;
  return `| ${name} | ${threads} | ${pair(({ seconds }) => seconds, 2)} | ${pair(({ cpuSeconds }) => cpuSeconds, 2)} | ${pair(({ peakMiB }) => peakMiB, 0)} |`;
}
