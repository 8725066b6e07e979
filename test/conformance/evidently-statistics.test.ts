import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import {
  compareWithEvidently,
  EvidentlyCasesSchema,
} from '../../layers/mlops/src/monitoring/statistics/evidently.testing.ts';
import { openPython } from './support/python.ts';

/** It also made the committed numbers, which are compared with where there is no Python. */
const SCRIPT = 'layers/mlops/src/monitoring/statistics/fixtures/make_fixtures.py';
const REQUIREMENTS = fileURLToPath(new URL('evidently.requirements.txt', import.meta.url));
const TIMEOUT_MS = 240_000;

const python = openPython(REQUIREMENTS);

describe('statistics, beside Evidently', () => {
  if ('skipped' in python) {
    console.log(`skipped: statistics, beside Evidently: ${python.skipped}`);
    it.skip(`skipped: ${python.skipped}`, () => {});
    return;
  }

  it(
    'have its scores, thresholds and decisions, and its choice of the test',
    () => {
      const cases = EvidentlyCasesSchema.parse(JSON.parse(python.run(SCRIPT)));

      expect(cases.length).toBeGreaterThanOrEqual(60);
      expect(cases.flatMap(compareWithEvidently)).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
