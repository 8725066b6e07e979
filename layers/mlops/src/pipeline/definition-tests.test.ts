import { sha256Hex } from '@optaic/mlops/digest';
import { describe, expect, it } from 'vitest';
import { loadDefinition } from './definition-loader.ts';
import { runDefinitionTests } from './definition-tests.ts';
import { bundleOf, DEFINITION_SOURCE } from './test-definition.ts';

describe('runDefinitionTests', () => {
  it('gives one result a test, failures with what they say', async () => {
    const bundle = bundleOf(`${DEFINITION_SOURCE}
      definition.tests.push(
        { name: 'fails', run: ({ assert }) => assert(false, 'two is not three') },
        { name: 'throws', run: async () => { throw new TypeError('no such member'); } },
      );`);

    const results = await runDefinitionTests(loadDefinition(bundle, sha256Hex(bundle)));

    expect(results).toEqual([
      { name: 'adds', passed: true },
      { name: 'fails', passed: false, message: 'two is not three' },
      { name: 'throws', passed: false, message: 'no such member' },
    ]);
  });

  it('draws the same numbers in every run and in every test', async () => {
    const bundle = bundleOf(`${DEFINITION_SOURCE}
      const drawn = ({ random }) => { throw new Error(String(random())); };
      definition.tests = [{ name: 'a', run: drawn }, { name: 'b', run: drawn }];`);

    const [first, second] = await runDefinitionTests(loadDefinition(bundle, sha256Hex(bundle)));

    expect(first?.message).toBe(second?.message);
  });
});
