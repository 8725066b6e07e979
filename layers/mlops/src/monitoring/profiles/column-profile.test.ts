import { InvalidInputError } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from '../columns/build-columns.ts';
import { type ColumnProfile, mergeColumnProfiles, type ProfileOptions, profileColumn } from './column-profile.ts';
import { mergeInOrder, mergeOrder } from './merge-trees.testing.ts';
import { distributionOf, rankErrorBound, shareAtOrBelow } from './sketched-distribution.ts';

const SMALL: ProfileOptions = { sketchCapacity: 8, frequentCapacity: 4 };

const numbers = fc.array(
  fc.oneof(
    fc.integer({ min: -20, max: 20 }),
    fc.double({ min: -5, max: 5, noNaN: true }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0),
  ),
  { maxLength: 80 },
);
const categories = fc.array(fc.oneof(fc.constantFrom('a', 'b', '1', 1, true, false, null, -0, 0), fc.string()), {
  maxLength: 60,
});

describe('profileColumn', () => {
  it('counts what stands in each row', () => {
    const { kind, counts } = profileColumn(
      numericColumn([1, 2.5, null, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -3]),
    );

    expect(kind).toBe('numeric');
    expect(counts).toEqual({
      rows: 6,
      missing: 1,
      positiveInfinite: 1,
      negativeInfinite: 1,
      integral: 2,
      fractional: 1,
      strings: 0,
      booleans: 0,
    });
  });

  it('counts mixed categories by their type, a number that is no number as missing', () => {
    const { counts, frequent } = profileColumn({
      kind: 'categorical',
      codes: Int32Array.of(0, 1, 2, 3, 4, 5, -1, 0),
      categories: ['x', true, 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 'never'],
    });

    expect(counts).toMatchObject({
      rows: 8,
      missing: 2,
      positiveInfinite: 1,
      integral: 1,
      fractional: 1,
      strings: 2,
      booleans: 1,
    });
    expect(frequent.items.map(({ value, count }) => [value, count])).toEqual([
      ['x', 2],
      [true, 1],
      [1, 1],
      [1.5, 1],
    ]);
  });

  it('has the moments, extremes and frequent whole numbers of the finite values', () => {
    const { moments, quantiles, frequent } = profileColumn(
      numericColumn([6, null, 1, Number.POSITIVE_INFINITY, 2, 2.5, 1]),
    );

    expect(moments).toMatchObject({ count: 5, mean: 2.5 });
    expect([quantiles.minimum, quantiles.maximum]).toEqual([1, 6]);
    expect(frequent).toMatchObject({
      total: 4,
      items: [
        { value: 1, count: 2 },
        { value: 2, count: 1 },
        { value: 6, count: 1 },
      ],
    });
  });

  it('takes −0 for 0', () => {
    expect(profileColumn(numericColumn([-0]))).toEqual(profileColumn(numericColumn([0])));
  });

  it('does not change the column', () => {
    const column = numericColumn([3, 1, 2]);

    profileColumn(column);

    expect([...column.values]).toEqual([3, 1, 2]);
  });

  it('profiles times as numbers of their own kind', () => {
    const { kind, quantiles } = profileColumn({ kind: 'datetime', values: Float64Array.of(86_400_000, Number.NaN) });

    expect(kind).toBe('datetime');
    expect(quantiles.maximum).toBe(86_400_000);
  });

  it('is empty without a value', () => {
    expect(profileColumn(numericColumn([])).kind).toBe('empty');
    expect(profileColumn(numericColumn([null, null]))).toEqual(profileColumn(categoricalColumn([null, null])));
  });

  it('does not depend on the order of a categorical column', () => {
    fc.assert(
      fc.property(categories, (values) => {
        expect(profileColumn(categoricalColumn(values.toReversed()))).toEqual(profileColumn(categoricalColumn(values)));
      }),
    );
  });

  it('refuses a capacity outside its range', () => {
    const invalid: ProfileOptions[] = [
      { sketchCapacity: 0 },
      { sketchCapacity: 7 },
      { sketchCapacity: 1e6 },
      { frequentCapacity: 0 },
      { frequentCapacity: 1.5 },
    ];
    for (const options of invalid) {
      expect(() => profileColumn(numericColumn([1]), options)).toThrow(InvalidInputError);
    }
  });
});

describe('mergeColumnProfiles', () => {
  const profiled = (values: readonly (number | null)[]) => profileColumn(numericColumn(values), SMALL);

  it('is commutative', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(mergeColumnProfiles(profiled(a), profiled(b))).toEqual(mergeColumnProfiles(profiled(b), profiled(a)));
      }),
    );
  });

  it('leaves a profile as it is when the other has no rows', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        expect(mergeColumnProfiles(profiled([]), profiled(values))).toEqual(profiled(values));
      }),
    );
  });

  it('has the exact parts of the whole column and the others within their bounds, whatever the tree of merges', () => {
    fc.assert(
      fc.property(fc.array(numbers, { minLength: 2, maxLength: 8 }), mergeOrder, (batches, order) => {
        const all = batches.flat();
        const merged = mergeInOrder(batches.map(profiled), mergeColumnProfiles, order);
        const whole = profiled(all);

        const exact = ({ kind, counts, cardinality, quantiles, frequent }: ColumnProfile) => ({
          kind,
          counts,
          cardinality,
          extremes: [quantiles.minimum, quantiles.maximum, quantiles.count],
          total: frequent.total,
        });
        expect(exact(merged)).toEqual(exact(whole));
        expect(merged.moments.mean).toBeCloseTo(whole.moments.mean, 12);
        expect(merged.moments.squares ?? Number.NaN).toBeCloseTo(whole.moments.squares ?? Number.NaN, 9);
        const finite = all.filter(Number.isFinite);
        const distribution = distributionOf(merged.quantiles);
        for (const point of finite) {
          const truth = finite.filter((value) => value <= point).length / finite.length;
          expect(Math.abs(shareAtOrBelow(distribution, point) - truth)).toBeLessThanOrEqual(
            rankErrorBound(merged.quantiles) + 1e-12,
          );
        }
      }),
    );
  });

  it('has every part of the whole categorical column, exactly, while every value has its counter', () => {
    fc.assert(
      fc.property(fc.array(categories, { minLength: 2, maxLength: 6 }), mergeOrder, (batches, order) => {
        const merged = mergeInOrder(
          batches.map((values) => profileColumn(categoricalColumn(values))),
          mergeColumnProfiles,
          order,
        );

        expect(merged).toEqual(profileColumn(categoricalColumn(batches.flat())));
      }),
    );
  });

  it('refuses two kinds, but for a side without a value', () => {
    const text = profileColumn(categoricalColumn(['a']), SMALL);

    expect(() => mergeColumnProfiles(profiled([1]), text)).toThrow('a numeric and a categorical column do not merge');
    expect(mergeColumnProfiles(profiled([null]), text)).toMatchObject({ kind: 'categorical', counts: { rows: 2 } });
  });

  it('refuses sketches of unequal capacities', () => {
    expect(() => mergeColumnProfiles(profiled([1]), profileColumn(numericColumn([1])))).toThrow(
      'capacities of 8 and 4 and of 1024 and 512',
    );
  });
});
