import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/build-columns.ts';
import { EMPTY_PROFILE, mergeProfiles, profileColumns } from './dataset-profile.ts';

const batch = profileColumns(
  new Map([
    ['price', numericColumn([1, 2, 3])],
    ['__proto__', numericColumn([1, 1, null])],
  ]),
);

describe('profileColumns', () => {
  it('has a profile for each column, whatever its name', () => {
    expect(batch.rows).toBe(3);
    expect([...batch.columns.keys()]).toEqual(['price', '__proto__']);
  });

  it('fails when the columns differ in length', () => {
    const columns = new Map([
      ['a', numericColumn([1])],
      ['b', numericColumn([1, 2])],
    ]);

    expect(() => profileColumns(columns)).toThrow('column b has 2 rows, column a has 1');
  });

  it('is empty without columns', () => {
    expect(profileColumns(new Map())).toEqual(EMPTY_PROFILE);
  });
});

describe('mergeProfiles', () => {
  it('leaves a profile as it is when the other is empty', () => {
    expect(mergeProfiles(EMPTY_PROFILE, batch)).toEqual(batch);
    expect(mergeProfiles(batch, EMPTY_PROFILE)).toEqual(batch);
  });

  it('keeps a column that one side lacks, with the rows that it had', () => {
    const merged = mergeProfiles(batch, profileColumns(new Map([['volume', numericColumn([7, 8])]])));

    expect(merged.rows).toBe(5);
    expect([...merged.columns].map(([name, { counts }]) => [name, counts.rows])).toEqual([
      ['price', 3],
      ['__proto__', 3],
      ['volume', 2],
    ]);
  });

  it('names the column that does not merge', () => {
    const other = profileColumns(new Map([['price', categoricalColumn(['dear'])]]));

    expect(() => mergeProfiles(batch, other)).toThrow('column price: profiles of a numeric and a categorical column');
  });
});
