import { createRandom, type ModelModule } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { loadDefinition } from '@optaic/mlops/pipeline/definition-loader';
import { runDefinitionTests } from '@optaic/mlops/pipeline/definition-tests';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const SEED = 20_191_231;

/** What every definition's suite holds: its own tests, here and in the sandbox that production loads it into. */
export function describeDefinition<Hyperparameters>(definition: ModelModule<Hyperparameters>, directory: string): void {
  describe(definition.name, () => {
    it.each(definition.tests)('$name', async ({ run }) => {
      let assertions = 0;

      await run({
        random: createRandom(SEED),
        assert: (condition, message) => {
          assertions++;
          expect(condition, message).toBe(true);
        },
      });

      expect(assertions).toBeGreaterThan(0);
    });
  });
  describe(`the bundle of ${definition.name}`, () => {
    it('passes its tests in a context without clock, chance and Node', async () => {
      const bytes = await bundleDefinition(directory);
      const module = loadDefinition(bytes, sha256Hex(bytes));

      const results = await runDefinitionTests(module);

      expect(results).toEqual(definition.tests.map(({ name }) => ({ name, passed: true })));
    });

    it('is the same bytes twice, so that its digest can be pinned', async () => {
      expect(sha256Hex(await bundleDefinition(directory))).toBe(sha256Hex(await bundleDefinition(directory)));
    });
  });
}

/** A definition's folder as infra/build.ts bundles it. */
export async function bundleDefinition(directory: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    entryPoints: [`${directory}/index.ts`],
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
