import '../node-version.mjs';
import { rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connect } from '../../cli/connection.ts';
import { isEmpty, runDemoCycle } from '../../cli/demo/demo-cycle.ts';
import { formatDemoReport } from '../../cli/demo/demo-report.ts';
import { summariseDemo } from '../../cli/demo/demo-summary.ts';
import { createProgress, type Progress } from '../../cli/progress.ts';
import type { RuntimeLogger } from './logger.ts';
import { type Runtime, startRuntime } from './runtime.ts';
import { RuntimeError } from './runtime-error.ts';
import { dropState } from './start/drop-state.ts';
import { readOptions, type StartOptions, USAGE } from './start/options.ts';
import { synthesizeIfStale } from './start/synthesize.ts';

/** `npm start` and `npm run demo`: synthesize if stale, start the runtime, run the demo cycle, serve. */

const ROOT = resolve(import.meta.dirname, '../..');

const logger: RuntimeLogger = {
  info() {},
  warn: (message) => console.error(`warning: ${message}`),
  error: (message) => console.error(`error: ${message}`),
};

/** For the command line: where the system is, and a token per role. Only the owner may read it. */
function writeRuntimeFile(path: string, { url, tokens }: Runtime): void {
  rmSync(path, { force: true });
  writeFileSync(path, `${JSON.stringify({ url, tokens }, null, 2)}\n`, { mode: 0o600 });
}

async function demonstrate(
  runtimeFile: string,
  progress: Progress,
  { seed, summary: file }: StartOptions,
): Promise<void> {
  const connection = connect({ runtimeFile });
  const timings = await runDemoCycle({ connection, progress, seed });
  const summary = await progress.step('read back through the API', () =>
    summariseDemo(connection.as('viewer'), seed, timings),
  );
  console.log(`\n${formatDemoReport(summary)}\n`);
  if (file !== undefined) writeFileSync(file, `${JSON.stringify(summary, null, 2)}\n`);
}

/** Resolves at the first signal to stop. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

async function start(options: StartOptions): Promise<void> {
  const progress = createProgress({ out: process.stdout, now: () => performance.now() });
  const stateDir = resolve(ROOT, options.stateDir);
  const runtimeFile = join(stateDir, 'runtime.json');
  const stopped = stopSignal();

  await progress.step('synthesize the app', () => synthesizeIfStale(ROOT), String);
  if (options.fresh) dropState(stateDir);
  const runtime = await progress.step(
    'start the runtime',
    () =>
      startRuntime({
        cloudAssembly: join(ROOT, 'cdk.out'),
        stateDir,
        port: options.port,
        logger,
      }),
    ({ url }) => url,
  );
  try {
    writeRuntimeFile(runtimeFile, runtime);
    const empty = await isEmpty(connect({ runtimeFile }).as('viewer'));
    if (options.demoOnly && !empty) {
      throw new RuntimeError('demo.state_not_empty', `${stateDir} holds data already; run the demo with --fresh`);
    }
    if (options.demo && empty) await demonstrate(runtimeFile, progress, options);
    if (options.demoOnly) return;
    console.log(`status page with a viewer's token: ${runtime.url}/#token=${runtime.tokens.viewer}`);
    console.log(`ready ${runtime.url}`);
    await stopped;
  } finally {
    await runtime.close();
    rmSync(runtimeFile, { force: true });
  }
}

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(USAGE);
  else await start(options);
} catch (error) {
  const known = error instanceof RuntimeError || (error instanceof Error && error.name === 'CliError');
  console.error(known ? `error: ${error.message}` : error);
  process.exitCode = 1;
}
