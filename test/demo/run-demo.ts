import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoSummary } from '../../cli/demo/demo-summary.ts';
import { processTreeMemoryMiB } from './process-tree-memory.ts';

const MEMORY_SAMPLE_INTERVAL_MS = 500;

export interface DemoRun {
  readonly summary: DemoSummary;
  readonly seconds: number;
  readonly peakMemoryMiB: number;
}

/** Runs `npm run demo` as its user does, in a state of its own, and watches its memory. */
export async function runDemo(directory: string, seed: number): Promise<DemoRun> {
  const file = join(directory, `summary-${seed}-${performance.now()}.json`);
  const args = [
    'run',
    'demo',
    '--',
    '--fresh',
    '--seed',
    String(seed),
    '--state',
    join(directory, 'state'),
    '--summary',
    file,
  ];
  const started = performance.now();
  const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  let peakMemoryMiB = 0;
  const sampler = setInterval(() => {
    if (child.pid !== undefined) peakMemoryMiB = Math.max(peakMemoryMiB, processTreeMemoryMiB(child.pid));
  }, MEMORY_SAMPLE_INTERVAL_MS);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  }).finally(() => clearInterval(sampler));
  if (code !== 0)
    throw new Error(`the demo ended with ${code}:\n${Buffer.concat(output).toString('utf8').slice(-3_000)}`);
  // The summary is our own type, written a moment ago by the code under test; its values are what the test asserts.
  const summary = JSON.parse(readFileSync(file, 'utf8')) as DemoSummary;
  return { summary, seconds: (performance.now() - started) / 1_000, peakMemoryMiB };
}
