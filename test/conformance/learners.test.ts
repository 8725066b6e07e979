import { expect, it } from 'vitest';
import {
  compareWithScikitLearn as compareMixture,
  MixturesSchema,
} from '../../layers/mlops/src/learners/gmm/scikit-learn.testing.ts';
import { compareWithHmmlearn, HmmlearnCasesSchema } from '../../layers/mlops/src/learners/hmm/hmmlearn.testing.ts';
import {
  compareWithScikitLearn as compareLinear,
  ScikitLearnCasesSchema,
} from '../../layers/mlops/src/learners/linear/scikit-learn.testing.ts';
import { describeWithPython } from './support/describe-with-python.ts';

/** The scripts also made the committed numbers, which are compared with where there is no Python. */
const SCRIPTS = {
  linear: 'layers/mlops/src/learners/linear/fixtures/make_fixtures.py',
  gmm: 'layers/mlops/src/learners/gmm/fixtures/make_fixtures.py',
  hmm: 'layers/mlops/src/learners/hmm/fixtures/make_fixtures.py',
} as const;

const TIMEOUT_MS = 120_000;

describeWithPython('the learners, beside scikit-learn and hmmlearn', (python) => {
  const printed = (script: string): unknown => JSON.parse(python.run(script));

  it(
    'linear: Ridge, ElasticNet and LogisticRegression have our coefficients',
    () => {
      for (const each of ScikitLearnCasesSchema.parse(printed(SCRIPTS.linear))) {
        expect(compareLinear(each).coefficients, `${each.learner} ${JSON.stringify(each.parameters)}`).toBeLessThan(
          1e-8,
        );
      }
    },
    TIMEOUT_MS,
  );

  it(
    'gmm: GaussianMixture takes our steps, and finds nothing likelier',
    () => {
      const mixtures = MixturesSchema.parse(printed(SCRIPTS.gmm));
      for (const each of mixtures.cases) {
        const { bestLogLikelihood, ...steps } = compareMixture(mixtures, each);
        expect(Math.max(...Object.values(steps))).toBeLessThan(1e-9);
        expect(bestLogLikelihood).toBeLessThan(1e-6);
      }
    },
    TIMEOUT_MS,
  );

  it(
    'hmm: GaussianHMM on every prefix filters as we do, with our likelihood and our steps',
    () => {
      for (const each of HmmlearnCasesSchema.parse(printed(SCRIPTS.hmm))) {
        expect(Math.max(...Object.values(compareWithHmmlearn(each)))).toBeLessThan(1e-9);
      }
    },
    TIMEOUT_MS,
  );
});
