import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWithScikitLearn, ScikitLearnCasesSchema } from './scikit-learn.testing.ts';

const CASES = ScikitLearnCasesSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/scikit-learn.json', import.meta.url), 'utf8')),
);

describe('the linear learners, beside numbers of scikit-learn', () => {
  it.each(CASES.map((each, i) => [`${i} ${each.learner} ${JSON.stringify(each.parameters)}`, each] as const))(
    '%s has its coefficients and predictions',
    (_, each) => {
      const { coefficients, predicted } = compareWithScikitLearn(each);

      expect(coefficients).toBeLessThan(1e-8);
      // Predictions are float32.
      expect(predicted).toBeLessThan(1e-6);
    },
  );
});
