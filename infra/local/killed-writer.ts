import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a TypeScript file in a process of its own, kills it with SIGKILL after `lines` lines of output, and gives the lines.
 * For tests of what outlives a kill.
 */
export async function runAndKill(file: string, args: readonly string[], lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const seen: string[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    seen.push(line);
    if (seen.length === lines) child.kill('SIGKILL');
  }
  await ended;
  return seen;
}
