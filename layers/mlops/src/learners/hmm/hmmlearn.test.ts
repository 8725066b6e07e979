import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWithHmmlearn, HmmlearnCasesSchema } from './hmmlearn.testing.ts';

const CASES = HmmlearnCasesSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/hmmlearn.json', import.meta.url), 'utf8')),
);

describe('learners/hmm, beside numbers of hmmlearn', () => {
  it.each(CASES.map((each, i) => [`${i}: ${each.initial.length} regimes, ${each.covariance}`, each] as const))(
    '%s: the filter on every prefix, the likelihood, and steps of expectation maximisation agree',
    (_, each) => {
      const differences = compareWithHmmlearn(each);

      expect(Object.keys(differences)).toHaveLength(each.covariance === 'diag' ? 9 : 4);
      for (const [what, difference] of Object.entries(differences)) expect(difference, what).toBeLessThan(1e-9);
    },
  );
});
