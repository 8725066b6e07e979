import { createRandom, type ModelModule } from '@optaic/mlops/base';
import { z } from 'zod';
import { thrownMessage } from './definition-boundary.ts';

export const DefinitionTestResultSchema = z.strictObject({
  name: z.string(),
  passed: z.boolean(),
  message: z.string().optional(),
});
export type DefinitionTestResult = z.infer<typeof DefinitionTestResultSchema>;

/** Every test of every definition draws from this seed, so that a result is the same wherever it is run. */
const TEST_SEED = 20_191_231;

/** Runs a definition's own tests, each with a generator of its own, one after the other. A failure is a result. */
export async function runDefinitionTests({ tests }: ModelModule): Promise<DefinitionTestResult[]> {
  const results: DefinitionTestResult[] = [];
  for (const test of tests) {
    try {
      await test.run({ random: createRandom(TEST_SEED), assert });
      results.push({ name: test.name, passed: true });
    } catch (error) {
      results.push({ name: test.name, passed: false, message: thrownMessage(error) });
    }
  }
  return results;
}

function assert(condition: boolean, message: string): void {
  if (!condition) throw new Error(message);
}
