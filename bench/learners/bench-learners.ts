import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { openPython } from '../../test/conformance/support/python.ts';
import { benchAccuracy } from './accuracy.ts';
import { benchPrediction } from './prediction.ts';
import { benchGrowth, benchSpeed } from './speed.ts';
import { classifiedRows, writeTask } from './task-files.ts';

const REQUIREMENTS = fileURLToPath(new URL('./requirements.txt', import.meta.url));
const PARTS = ['accuracy', 'prediction', 'speed', 'growth'] as const;

/**
 * The booster beside real XGBoost in the same run: held-out error, speed and memory of whole fits on one and two threads;
 * its growth with the rows; prediction beside ONNX Runtime.
 */
export async function benchLearners(print: (line: string) => void, args: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      /** Of each, in turns, of which the best counts. */
      repetitions: { type: 'string', default: '3' },
      rounds: { type: 'string', default: '100' },
      threads: { type: 'string', default: '1,2' },
      /** Rows × features of the fits. */
      sizes: { type: 'string', default: '100000x50,1000000x20' },
    },
  });
  const isAsked = (part: (typeof PARTS)[number]) => values.only.split(',').includes(part);
  const repetitions = Number(values.repetitions);
  const sizes = values.sizes.split(',').map((size) => size.split('x').map(Number));
  const python = openPython(REQUIREMENTS);
  const directory = await mkdtemp(join(tmpdir(), 'optaic-bench-'));
  const load = loadavg()[0] ?? 0;
  print(`Node ${process.version}, ${availableParallelism()} cores, load ${load.toFixed(1)}, best of ${repetitions}`);
  if (load > availableParallelism() / 2)
    print('other work shares the machine: compare CPU seconds rather than seconds');
  if ('skipped' in python) print(`skipped: XGBoost: ${python.skipped}`);
  const missed: string[] = [];
  try {
    const taskOf = ([rows = 0, features = 0]: readonly number[]) =>
      writeTask(join(directory, `${rows}x${features}`), classifiedRows(rows, features));
    const parameters = {
      objective: 'binary:logistic',
      num_boost_round: Number(values.rounds),
      learning_rate: 0.1,
      max_depth: 6,
    };
    if (isAsked('accuracy') && !('skipped' in python)) missed.push(...benchAccuracy(print, python, directory));
    if (isAsked('prediction'))
      missed.push(...(await benchPrediction(print, { task: taskOf([100_000, 50]), repetitions })));
    if (isAsked('speed')) {
      const executable = 'skipped' in python ? undefined : python.executable;
      const threads = values.threads.split(',').map(Number);
      missed.push(
        ...(await benchSpeed(print, { tasks: sizes.map(taskOf), threads, parameters, repetitions, executable })),
      );
    }
    if (isAsked('growth')) {
      const tasks = [250_000, 500_000, 1_000_000].map((rows) => taskOf([rows, 20]));
      missed.push(...(await benchGrowth(print, { tasks, parameters, repetitions })));
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  for (const miss of missed) print(`missed: ${miss}`);
  if (missed.length > 0) process.exitCode = 1;
}
