import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareWithScikitLearn, MixturesSchema } from './scikit-learn.testing.ts';

const MIXTURES = MixturesSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/scikit-learn.json', import.meta.url), 'utf8')),
);

describe('learners/gmm, beside numbers of scikit-learn', () => {
  it.each(
    MIXTURES.cases.map((each, i) => [`${i}: ${each.weights.length} components, ${each.covariance}`, each] as const),
  )('%s: steps of expectation maximisation agree, and no fit of its many starts is likelier', (_, each) => {
    const { bestLogLikelihood, ...steps } = compareWithScikitLearn(MIXTURES, each);

    for (const [what, difference] of Object.entries(steps)) expect(difference, what).toBeLessThan(1e-9);
    expect(bestLogLikelihood).toBeLessThan(1e-6);
  });
});
