import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/**
 * `npm test`: type check, lint and every Vitest suite. `npm run test:demo`: the demo cycle, three times.
 * `npm run test:conformance`: ours beside the field's own tools.
 * Closed by one line that counts them.
 */

const VitestReportSchema = z.object({
  numPassedTests: z.int(),
  numFailedTests: z.int(),
  numPendingTests: z.int(),
  numFailedTestSuites: z.int(),
});

interface Count {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

function check(title: string, command: string, args: readonly string[]): Count {
  const started = performance.now();
  const { status } = spawnSync(command, args, { stdio: 'inherit' });
  console.log(
    `${title}: ${status === 0 ? 'passed' : 'failed'} in ${((performance.now() - started) / 1_000).toFixed(1)} s`,
  );
  return status === 0 ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

function vitest(args: readonly string[]): Count {
  const directory = mkdtempSync(join(tmpdir(), 'optaic-test-'));
  const outputFile = join(directory, 'report.json');
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${outputFile}`];
    const { status } = spawnSync('vitest', ['run', ...reporters, ...args], { stdio: 'inherit' });
    const report = VitestReportSchema.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
    // A file that fails to load has no failed test of its own, yet nothing in it ran.
    const failed = Math.max(report.numFailedTests, report.numFailedTestSuites > 0 || status !== 0 ? 1 : 0);
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const [first, ...rest] = process.argv.slice(2);
const CONFIGURATIONS: Readonly<Record<string, string>> = {
  '--demo': 'vitest.demo.config.ts',
  '--conformance': 'vitest.conformance.config.ts',
};
const configuration = CONFIGURATIONS[first ?? ''];
const counts =
  configuration !== undefined
    ? [vitest(['--config', configuration, ...rest])]
    : [
        check('types', 'tsc', ['--noEmit']),
        check('lint', 'biome', ['check', '--error-on-warnings', '.']),
        vitest(process.argv.slice(2)),
      ];
const total = (key: keyof Count) => counts.reduce((sum, count) => sum + count[key], 0);
const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
console.log(`\n${total('passed')} passed, ${total('failed')} failed${skipped}`);
process.exitCode = total('failed') === 0 ? 0 : 1;
