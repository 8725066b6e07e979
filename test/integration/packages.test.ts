import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PACKAGES, type PackedPackage, packPackage } from '../../infra/pack-packages.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NATIVE = /(^|node_modules\/)(@aws|@smithy|aws-|electrodb|@duckdb|onnxruntime)/;

/** The example of a README, and what it says that the example prints. */
function exampleOf(entry: string): { code: string; output: string } {
  const readme = readFileSync(join(ROOT, 'layers/mlops/src', entry, 'README.md'), 'utf8');
  const [, code = '', output = ''] = /```js\n(.*?)```\n\n```text\n(.*?)```/s.exec(readme) ?? [];
  return { code, output };
}

function run(directory: string, command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

describe.each(Object.entries(PACKAGES))('the package %s', (name, { entry }) => {
  let directory: string;
  let packed: PackedPackage;
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'package-'));
    packed = await packPackage(name, join(directory, 'tarballs'));
  }, 120_000);
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('imports nothing of AWS, DuckDB or ONNX Runtime, and needs no other package', () => {
    expect(packed.inputs.length).toBeGreaterThan(5);
    expect(packed.inputs.filter((path) => NATIVE.test(path))).toEqual([]);
    expect(packed.imports).toEqual([]);
  });

  it('installs from its tarball in an empty folder without a network, and runs the example of its README', () => {
    const { code, output } = exampleOf(entry);
    const home = mkdtempSync(join(directory, 'home-'));
    writeFileSync(join(home, 'example.mjs'), code);
    const offline = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund', `--cache=${join(home, 'cache')}`];

    run(home, 'npm', ['install', ...offline, packed.tarball]);

    expect(run(home, process.execPath, ['example.mjs'])).toBe(output);
    expect(code).toContain(`from '${packed.name}'`);
    expect(output).not.toBe('');
  }, 120_000);
});

describe.each(['data', 'audit'])('the entry %s', (entry) => {
  it('imports nothing of AWS', async () => {
    const { metafile } = await build({
      stdin: { contents: `export * from '@optaic/mlops/${entry}';`, resolveDir: join(ROOT, 'layers/mlops') },
      absWorkingDir: ROOT,
      bundle: true,
      external: ['@duckdb/node-api'],
      metafile: true,
      mainFields: ['module', 'main'],
      platform: 'node',
      write: false,
    });

    expect(Object.keys(metafile.inputs).filter((path) => /node_modules\/(@aws|@smithy|electrodb)/.test(path))).toEqual(
      [],
    );
  });
});
