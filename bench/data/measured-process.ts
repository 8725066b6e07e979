import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** What a step prints as its last line. */
export const MeasuredSchema = z.object({
  /** Best of its repetitions, without the start of the process. */
  seconds: z.number(),
  /** Of all threads together, in that repetition. */
  cpuSeconds: z.number(),
  /** Parts of the work by name, in seconds. */
  parts: z.record(z.string(), z.number()).default({}),
  peakMiB: z.number(),
  rows: z.number(),
  /** Says what the result was; equal results have equal ones. */
  digest: z.array(z.number()).default([]),
});
export type Measured = z.infer<typeof MeasuredSchema>;

/** Why there is no measurement. */
export interface Unmeasured {
  readonly failed: string;
}

const POLL_MS = 25;

/**
 * Runs one step in a process of its own, which is ended once more of it is resident than the limit.
 *
 * @param limitMiB - Watched where the system has /proc; elsewhere the peak is judged afterwards.
 */
export async function measuredProcess(
  command: string,
  args: readonly string[],
  { limitMiB, env = {} }: { limitMiB: number; env?: Readonly<Record<string, string>> },
): Promise<Measured | Unmeasured> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  let isOutOfMemory = false;
  const watch = setInterval(async () => {
    if ((await residentMiB(child.pid)) <= limitMiB) return;
    isOutOfMemory = true;
    child.kill('SIGKILL');
  }, POLL_MS);
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  clearInterval(watch);
  if (isOutOfMemory) return { failed: `out of memory (${limitMiB} MiB)` };
  if (code !== 0) return { failed: `ended with ${code}: ${lastLine(output.stderr)}` };
  const measured = MeasuredSchema.parse(JSON.parse(lastLine(output.stdout)));
  return measured.peakMiB > limitMiB ? { failed: `out of memory (${limitMiB} MiB)` } : measured;
}

async function residentMiB(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1_024;
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? '';
}
