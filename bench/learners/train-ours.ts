import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseGbdtParameters, trainGbdt, writeXgboostJson } from '@optaic/mlops/learners/gbdt';

/** One whole fit, bins included, in a process of its own; prints one line of JSON. */
export interface TrainInput {
  readonly directory: string;
  readonly rows: number;
  readonly features: number;
  readonly threads: number;
  readonly kernel: 'auto' | 'typescript' | 'wasm';
  readonly parameters: Readonly<Record<string, unknown>>;
}

const input: TrainInput = JSON.parse(process.argv[2] ?? '');
const { rows, features, threads, kernel } = input;
const dataset = {
  rows,
  features,
  featureNames: Array.from({ length: features }, (_, feature) => `f${feature}`),
  values: readColumn('x.f32', rows * features),
  labels: readColumn('y.f32', rows),
};
const parameters = parseGbdtParameters(input.parameters);
const started = performance.now();
const cpuStarted = process.cpuUsage();
const model = trainGbdt(dataset, parameters, { threads, kernel });
const seconds = (performance.now() - started) / 1_000;
const cpu = process.cpuUsage(cpuStarted);
const sha256 = createHash('sha256').update(writeXgboostJson(model)).digest();
console.log(
  JSON.stringify({
    seconds,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    rows,
    digest: [...sha256.subarray(0, 8)],
  }),
);

function readColumn(name: string, length: number): Float32Array {
  const column = new Float32Array(length);
  readFileSync(join(input.directory, name)).copy(new Uint8Array(column.buffer));
  return column;
}
