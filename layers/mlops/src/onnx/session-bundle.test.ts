import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const execute = promisify(execFile);

const ENTRY = `
  import { parseGbdtParameters, trainGbdt } from '@optaic/mlops/learners/gbdt';
  import { gbdtToOnnx } from './index.ts';
  import { createOnnxSession } from './session.ts';
  const dataset = { rows: 2, features: 1, featureNames: ['x'], values: Float32Array.of(1, 2), labels: Float32Array.of(3, 3) };
  const bytes = gbdtToOnnx(trainGbdt(dataset, parseGbdtParameters({ num_boost_round: 1 })), { producerVersion: '0' });
  createOnnxSession(bytes).then(async (session) => {
    console.log(String(await session.run(Float32Array.of(1), 1)));
    await session.release();
  });
`;

describe('the entry onnx/session, bundled as a Lambda function is', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'onnx-session-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds ONNX Runtime in a native layer, by NODE_PATH only', async () => {
    const { outputFiles } = await build({
      stdin: { contents: ENTRY, resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
      external: ['onnxruntime-node'],
      logOverride: { 'empty-import-meta': 'silent' },
    });
    const bundle = join(folder, 'index.cjs');
    await writeFile(bundle, outputFiles[0]?.text ?? '');
    const runtime = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
    const layer = dirname(dirname(runtime));

    const { stdout } = await execute(process.execPath, [bundle], { cwd: folder, env: { NODE_PATH: layer } });

    expect(stdout).toBe('3\n');
  });
});
