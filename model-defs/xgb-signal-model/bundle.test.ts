import { sha256Hex } from '@optaic/mlops/digest';
import { loadDefinition } from '@optaic/mlops/pipeline/definition-loader';
import { runDefinitionTests } from '@optaic/mlops/pipeline/definition-tests';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import definition from './index.ts';

/** As infra/build.ts bundles definitions. */
async function bundle(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [`${import.meta.dirname}/index.ts`],
    bundle: true,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    target: 'es2024',
    format: 'iife',
    globalName: '__definition',
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return outputFiles[0].contents;
}

describe('the bundle of xgb-signal-model', () => {
  it('passes its tests in a context without clock, chance and Node', async () => {
    const bytes = await bundle();
    const module = loadDefinition(bytes, sha256Hex(bytes));

    const results = await runDefinitionTests(module);

    expect(results).toEqual(definition.tests.map(({ name }) => ({ name, passed: true })));
  });

  it('is the same bytes twice, so that its digest can be pinned', async () => {
    expect(sha256Hex(await bundle())).toBe(sha256Hex(await bundle()));
  });
});
