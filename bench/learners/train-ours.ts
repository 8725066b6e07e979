import { createHash } from 'node:crypto';
import { parseGbdtParameters, trainGbdt, writeXgboostJson } from '@optaic/mlops/learners/gbdt';
import { readTask, type TaskFiles } from './task-files.ts';

/** One whole fit, bins included, in a process of its own; prints one line of JSON. */
export interface TrainInput {
  readonly task: TaskFiles;
  readonly threads: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

const input: TrainInput = JSON.parse(process.argv[2] ?? '');
const dataset = readTask(input.task);
const parameters = parseGbdtParameters(input.parameters);
const started = performance.now();
const cpuStarted = process.cpuUsage();
const model = trainGbdt(dataset, parameters, { threads: input.threads });
const seconds = (performance.now() - started) / 1_000;
const cpu = process.cpuUsage(cpuStarted);
const peakMiB = process.resourceUsage().maxRSS / 1_024;
const sha256 = createHash('sha256').update(writeXgboostJson(model)).digest();
const cpuSeconds = (cpu.user + cpu.system) / 1e6;
console.log(JSON.stringify({ seconds, cpuSeconds, peakMiB, rows: dataset.rows, digest: [...sha256.subarray(0, 8)] }));
