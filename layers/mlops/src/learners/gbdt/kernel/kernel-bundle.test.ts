import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { constants, createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeFixtureDataset } from '../fixtures/fixture-dataset.ts';
import { parseGbdtParameters } from '../parameters.ts';
import { trainGbdt } from '../train-gbdt.ts';
import { writeXgboostJson } from '../write-xgboost-json.ts';

const ROWS = 70_000;
const ENTRY = `
  import { parseGbdtParameters, trainGbdt, writeXgboostJson } from '@optaic/mlops/learners/gbdt';
  import { makeFixtureDataset } from './layers/mlops/src/learners/gbdt/fixtures/fixture-dataset.ts';
  export function train(options) {
    const dataset = makeFixtureDataset(${ROWS}, 'dense', 1);
    return writeXgboostJson(trainGbdt(dataset, parseGbdtParameters({ num_boost_round: 2 }), options));
  }
`;
const LAMBDA = `
  ${ENTRY}
  console.log(JSON.stringify({ model: train({ kernel: 'wasm', threads: 2 }) }));
`;

async function bundle(contents: string, options: { format: 'cjs' | 'iife'; platform: 'node' | 'neutral' }) {
  const resolveDir = new URL('../../../../../../', import.meta.url).pathname;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir },
    ...{ bundle: true, write: false, minify: true, globalName: '__definition', ...options },
  });
  return outputFiles[0]?.text ?? '';
}

const expected = writeXgboostJson(
  trainGbdt(makeFixtureDataset(ROWS, 'dense', 1), parseGbdtParameters({ num_boost_round: 2 }), {
    kernel: 'typescript',
  }),
);

describe('a bundle of the booster', () => {
  it('trains on threads as the one CommonJS file of a Lambda, and then ends', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'optaic-bundle-'));
    try {
      const file = join(directory, 'index.cjs');
      await writeFile(file, await bundle(LAMBDA, { format: 'cjs', platform: 'node' }));

      const { stdout, stderr } = spawnSync(process.execPath, [file], { encoding: 'utf8', timeout: 60_000 });

      expect(stderr).toBe('');
      expect(z.object({ model: z.string() }).parse(JSON.parse(stdout)).model).toBe(expected);
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  }, 60_000);

  it.each([
    { missing: 'nothing', before: '' },
    { missing: 'WebAssembly', before: 'delete globalThis.WebAssembly;' },
    { missing: 'shared memory', before: 'delete globalThis.SharedArrayBuffer;' },
    {
      missing: 'vectors of WebAssembly',
      before: 'WebAssembly.Module = function () { throw new WebAssembly.CompileError("no SIMD"); };',
    },
  ])(
    'trains in a bare context that lacks $missing, to the same bits',
    async ({ before }) => {
      const context = createContext(constants.DONT_CONTEXTIFY);
      runInContext(before, context);
      runInContext(await bundle(ENTRY, { format: 'iife', platform: 'neutral' }), context);

      expect(runInContext('__definition.train({ threads: 2 })', context)).toBe(expected);
    },
    60_000,
  );
});
