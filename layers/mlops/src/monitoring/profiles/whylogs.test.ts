import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { profileColumn } from './column-profile.ts';
import {
  columnOf,
  differencesFromTruth,
  differencesFromWhylogs,
  differencesFromWhylogsDrift,
  makeColumns,
  profileInBatches,
  WhylogsSchema,
} from './whylogs.testing.ts';

const recorded = WhylogsSchema.parse(
  JSON.parse(readFileSync(new URL('./fixtures/whylogs.json', import.meta.url), 'utf8')),
);

/** `test/conformance` repeats this beside whylogs itself. */
describe('profileColumn, beside the recorded numbers of whylogs 1.6.0', () => {
  for (const [name, values] of makeColumns()) {
    it(`describes ${name} within both sketches' stated errors, in one piece and in nine merged`, () => {
      for (const profile of [profileColumn(columnOf(values)), profileInBatches(values)]) {
        expect(differencesFromWhylogs(profile, recorded.columns[name], 1)).toEqual([]);
        expect(differencesFromTruth(profile, values)).toEqual([]);
      }
    });
  }
});

describe('testProfileDrift, beside the recorded numbers of whylogs 1.6.0', () => {
  const columns = makeColumns();
  for (const pair of recorded.pairs) {
    it(`judges ${pair.column}, rows ${pair.reference.join(' to ')} and ${pair.current.join(' to ')}`, () => {
      const rankError = recorded.columns[pair.column].distribution?.rankError ?? 0;

      expect(differencesFromWhylogsDrift(columns.get(pair.column) ?? [], pair, rankError)).toEqual([]);
    });
  }
});
