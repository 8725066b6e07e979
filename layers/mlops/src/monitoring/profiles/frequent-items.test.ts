import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Category } from '../columns/column.ts';
import { type FrequentItems, FrequentItemsBuilder, keptCategory, mergeFrequentItems } from './frequent-items.ts';
import { mergeInOrder, mergeOrder } from './merge-trees.testing.ts';

const CAPACITY = 4;

function itemsOf(values: readonly Category[], capacity = CAPACITY): FrequentItems {
  const builder = new FrequentItemsBuilder(capacity);
  for (const value of values) builder.add(value, 1);
  return builder.build();
}

/** Small numbers are frequent, large ones are rare. */
const skewed = fc.oneof(fc.nat(3), fc.nat(12), fc.nat(500));
const columns = fc.array(skewed, { maxLength: 120 });

function expectWithinBounds({ items, total, error, capacity }: FrequentItems, values: readonly Category[]): void {
  const counted = new Map(items.map(({ value, count }) => [value, count]));
  expect(total).toBe(values.length);
  expect(error).toBeLessThanOrEqual(values.length / (capacity + 1));
  expect(items.length).toBeLessThanOrEqual(2 * capacity);
  for (const value of new Set(values)) {
    const truth = values.filter((other) => other === value).length;
    const count = counted.get(value) ?? 0;
    expect(count).toBeLessThanOrEqual(truth);
    expect(count + error).toBeGreaterThanOrEqual(truth);
  }
}

describe('FrequentItemsBuilder', () => {
  it('counts exactly while every value has its counter, the most frequent first', () => {
    expect(itemsOf(['b', 'a', 'b', true, 1, '1'])).toEqual({
      capacity: CAPACITY,
      total: 6,
      error: 0,
      items: [
        { value: 'b', count: 2 },
        { value: true, count: 1 },
        { value: 1, count: 1 },
        { value: '1', count: 1 },
        { value: 'a', count: 1 },
      ],
    });
  });

  it('takes the count of the first to go from every counter when there are too many', () => {
    // Nine counters: 5 fives, 3 threes, 2 twos and six of one each. The fifth largest count is 1: three stay.
    const values = [5, 5, 5, 5, 5, 3, 3, 3, 2, 2, 10, 11, 12, 13, 14, 15];

    expect(itemsOf(values)).toMatchObject({
      error: 1,
      items: [
        { value: 5, count: 4 },
        { value: 3, count: 2 },
        { value: 2, count: 1 },
      ],
    });
  });

  it('has every count within its stated error, at most total / (capacity + 1)', () => {
    fc.assert(fc.property(columns, (values) => expectWithinBounds(itemsOf(values), values)));
  });
});

describe('mergeFrequentItems', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(columns, columns, (a, b) => {
        const [left, right] = [itemsOf(a), itemsOf(b)];

        expect(mergeFrequentItems(left, right)).toEqual(mergeFrequentItems(right, left));
      }),
    );
  });

  it('has every count within its stated error, whatever the tree of merges', () => {
    fc.assert(
      fc.property(fc.array(columns, { minLength: 2, maxLength: 8 }), mergeOrder, (batches, order) => {
        const merged = mergeInOrder(
          batches.map((values) => itemsOf(values)),
          mergeFrequentItems,
          order,
        );

        expectWithinBounds(merged, batches.flat());
      }),
    );
  });

  it('is associative, exactly, while every value has its counter', () => {
    const few = fc.array(fc.oneof(fc.nat(5), fc.boolean(), fc.constantFrom('a', '1')), { maxLength: 30 });
    fc.assert(
      fc.property(few, few, few, (...batches) => {
        const [a, b, c] = batches.map((values) => itemsOf(values, 32));

        expect(mergeFrequentItems(mergeFrequentItems(a, b), c)).toEqual(
          mergeFrequentItems(a, mergeFrequentItems(b, c)),
        );
      }),
    );
  });
});

describe('keptCategory', () => {
  it('is the first 128 characters of a string', () => {
    expect(keptCategory('x'.repeat(200))).toBe('x'.repeat(128));
    expect(keptCategory('x'.repeat(128))).toBe('x'.repeat(128));
    expect(keptCategory(1)).toBe(1);
  });

  it('does not end in half a character', () => {
    expect(keptCategory(`${'x'.repeat(127)}😀`)).toBe('x'.repeat(127));
  });
});
