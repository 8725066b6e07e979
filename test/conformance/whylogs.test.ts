import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { profileColumn } from '../../layers/mlops/src/monitoring/profiles/column-profile.ts';
import {
  columnOf,
  differencesFromWhylogs,
  differencesFromWhylogsDrift,
  makeColumns,
  profileInBatches,
  WhylogsSchema,
} from '../../layers/mlops/src/monitoring/profiles/whylogs.testing.ts';
import { describeWithPython } from './support/describe-with-python.ts';

/** It also made the committed numbers, which are compared with where there is no Python. */
const SCRIPT = 'layers/mlops/src/monitoring/profiles/fixtures/make_fixtures.py';
const REQUIREMENTS = fileURLToPath(new URL('whylogs.requirements.txt', import.meta.url));
const TIMEOUT_MS = 120_000;

/** whylogs' quantile sketch is seeded by chance: twice the error that it keeps in 99 of 100 queries is five deviations. */
const LEVELS = 2;

describeWithPython(
  'profiles, beside whylogs',
  (python) => {
    const printed = () => WhylogsSchema.parse(JSON.parse(python.run(SCRIPT)));

    it(
      "has quantiles, cardinalities and frequent items within both sketches' stated errors",
      () => {
        const { columns } = printed();
        for (const [name, values] of makeColumns()) {
          expect(differencesFromWhylogs(profileColumn(columnOf(values)), columns[name], LEVELS), name).toEqual([]);
          expect(differencesFromWhylogs(profileInBatches(values), columns[name], LEVELS), `${name} merged`).toEqual([]);
        }
      },
      TIMEOUT_MS,
    );

    it(
      'judges drift as it does: to 1e-9 while every value is there, else within the rank errors',
      () => {
        const { columns, pairs } = printed();
        const values = makeColumns();
        for (const pair of pairs) {
          const rankError = LEVELS * (columns[pair.column].distribution?.rankError ?? 0);
          expect(differencesFromWhylogsDrift(values.get(pair.column) ?? [], pair, rankError)).toEqual([]);
        }
      },
      TIMEOUT_MS,
    );
  },
  REQUIREMENTS,
);
