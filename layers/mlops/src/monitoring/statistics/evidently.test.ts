import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWithEvidently, EvidentlyCasesSchema } from './evidently.testing.ts';

const CASES = EvidentlyCasesSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/evidently.json', import.meta.url), 'utf8')),
);

describe('testDrift beside Evidently 0.7.21', () => {
  it('is compared on at least sixty pairs of columns, by every test', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60);
  });

  it('leaves out no more than what hangs on chance in Evidently itself', () => {
    const outcomes = CASES.flatMap(({ tests }) => Object.values(tests));

    expect(outcomes.length).toBeGreaterThanOrEqual(800);
    expect(outcomes.filter((each) => 'chance' in each).length).toBeLessThan(0.02 * outcomes.length);
  });

  it.each(CASES)('has its scores, thresholds and decisions: $name ($type)', (each) => {
    expect(compareWithEvidently(each)).toEqual([]);
  });
});
