import '../infra/node-version.mjs';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { connect } from '../cli/connection.ts';
import { runDemoCycle } from '../cli/demo/demo-cycle.ts';
import type { Progress } from '../cli/progress.ts';
import { silentLogger } from '../infra/local/logger.ts';
import { startRuntime } from '../infra/local/runtime.ts';
import { DEFAULT_SEED } from '../infra/local/start/options.ts';
import { synthesizeIfStale } from '../infra/local/start/synthesize.ts';

/**
 * Writes the list of AWS calls in docs/embedded.md from a recorded demo cycle, about a minute:
 * `node docs/generate-embedded-calls.ts`.
 */

const ROOT = resolve(import.meta.dirname, '..');
const PAGE = join(ROOT, 'docs/embedded.md');
const LIST = /(<!-- calls -->\n)[\s\S]*?(<!-- \/calls -->)/;

const stepTitles: Progress = {
  step(title, run) {
    console.log(title);
    return run();
  },
  advance() {},
};

async function recordCalls(): Promise<readonly string[]> {
  const stateDir = mkdtempSync(join(tmpdir(), 'optaic-calls-'));
  const runtimeFile = join(stateDir, 'runtime.json');
  try {
    const runtime = await startRuntime({
      cloudAssembly: join(ROOT, 'cdk.out'),
      stateDir,
      port: 0,
      logger: silentLogger,
    });
    try {
      writeFileSync(runtimeFile, JSON.stringify({ url: runtime.url, tokens: runtime.tokens }), { mode: 0o600 });
      await runDemoCycle({ connection: connect({ runtimeFile }), progress: stepTitles, seed: DEFAULT_SEED });
      await runtime.idle();
      return runtime.recordedCalls();
    } finally {
      await runtime.close();
    }
  } finally {
    rmSync(stateDir, { recursive: true, force: true });
  }
}

const page = readFileSync(PAGE, 'utf8');
if (!LIST.test(page)) throw new Error(`${PAGE} lacks the markers <!-- calls --> and <!-- /calls -->`);
await synthesizeIfStale(ROOT);
const calls = await recordCalls();
writeFileSync(PAGE, page.replace(LIST, `$1${calls.map((call) => `- \`${call}\`\n`).join('')}$2`));
console.log(`${calls.length} calls in docs/embedded.md`);
