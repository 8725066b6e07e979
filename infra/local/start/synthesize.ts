import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RuntimeError } from '../runtime-error.ts';

/** What the assembly is made from; the embedded runtime itself is not. */
const SOURCES = ['cdk.json', 'package-lock.json', 'functions', 'layers/mlops', 'model-defs', 'state-machines', 'infra'];
const EXCLUDED = new Set(['node_modules', 'local']);

function* filesOf(path: string): Generator<string> {
  const entries = readdirSync(path, { withFileTypes: true }).toSorted((a, b) => a.name.localeCompare(b.name));
  for (const entry of entries) {
    if (entry.isDirectory() && !EXCLUDED.has(entry.name)) yield* filesOf(join(path, entry.name));
    if (entry.isFile() && !entry.name.includes('.test.')) yield join(path, entry.name);
  }
}

function sourceDigest(root: string): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    const files = source.includes('.') ? [path] : [...filesOf(path)];
    for (const file of files) hash.update(file).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Runs the CDK app in a process of its own, which ends and gives its memory back. */
function runApp(root: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // cdk.json's context reaches the app as the CDK command line would hand it over.
    const child = spawn(process.execPath, [join(root, 'infra/app.ts')], {
      cwd: root,
      env: { ...process.env, CDK_OUTDIR: 'cdk.out' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else {
        const said = Buffer.concat(output).toString('utf8').slice(-4_000);
        reject(new RuntimeError('start.synth_failed', `the CDK app ended with ${code}:\n${said}`));
      }
    });
  });
}

/** Synthesizes the app unless `cdk.out` was made from exactly these sources. Says whether it had to. */
export async function synthesizeIfStale(root: string): Promise<'synthesized' | 'up to date'> {
  const digest = sourceDigest(root);
  const stamp = join(root, 'cdk.out', 'source-digest');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return 'up to date';
  await runApp(root);
  writeFileSync(stamp, digest);
  return 'synthesized';
}
