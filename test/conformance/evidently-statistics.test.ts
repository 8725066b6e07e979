import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import {
  compareWithEvidently,
  EvidentlyCasesSchema,
} from '../../layers/mlops/src/monitoring/statistics/evidently.testing.ts';
import { describeWithPython } from './support/describe-with-python.ts';

/** It also made the committed numbers, which are compared with where there is no Python. */
const SCRIPT = 'layers/mlops/src/monitoring/statistics/fixtures/make_fixtures.py';
const REQUIREMENTS = fileURLToPath(new URL('evidently.requirements.txt', import.meta.url));
const TIMEOUT_MS = 240_000;

describeWithPython(
  'statistics, beside Evidently',
  (python) => {
    it(
      'have its scores, thresholds and decisions, and its choice of the test',
      () => {
        const cases = EvidentlyCasesSchema.parse(JSON.parse(python.run(SCRIPT)));

        expect(cases.length).toBeGreaterThanOrEqual(60);
        expect(cases.flatMap(compareWithEvidently)).toEqual([]);
      },
      TIMEOUT_MS,
    );
  },
  REQUIREMENTS,
);
