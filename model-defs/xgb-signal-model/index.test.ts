import { createRandom } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import definition from './index.ts';

const SEED = 20_191_231;

describe('xgb-signal-model', () => {
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
