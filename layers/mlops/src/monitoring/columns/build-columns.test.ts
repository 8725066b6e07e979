import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from './build-columns.ts';
import { rowCount } from './column.ts';
import { distinctCount } from './distinct-count.ts';

describe('numericColumn', () => {
  it('is an integer column where every value is whole and none is missing', () => {
    expect(numericColumn([1, 2]).isInteger).toBe(true);
    expect(numericColumn([1, null]).isInteger).toBe(false);
    expect(numericColumn([1, Number.POSITIVE_INFINITY]).isInteger).toBe(false);
    expect(numericColumn([]).isInteger).toBe(false);
  });
});

describe('categoricalColumn', () => {
  it('numbers the categories in the order of their first row', () => {
    expect(categoricalColumn(['b', null, 'a', 'b'])).toEqual({
      kind: 'categorical',
      codes: Int32Array.of(0, -1, 1, 0),
      categories: ['b', 'a'],
    });
  });
});

describe('distinctCount', () => {
  it('counts over columns without the missing values', () => {
    expect(distinctCount([numericColumn([1, null, 2]), numericColumn([2, 3])])).toBe(3);
    expect(distinctCount([categoricalColumn(['a', null]), categoricalColumn(['a', 'b'])])).toBe(2);
  });

  it('stops above its limit', () => {
    expect(distinctCount([numericColumn([1, 2, 3, 4, 5])], 2)).toBe(3);
  });

  it('does not count categories without a row', () => {
    expect(distinctCount([{ kind: 'categorical', codes: Int32Array.of(0), categories: ['a', 'b'] }])).toBe(1);
  });
});

describe('rowCount', () => {
  it('includes the missing rows', () => {
    expect(rowCount(numericColumn([1, null]))).toBe(2);
    expect(rowCount(categoricalColumn([null, null, 'a']))).toBe(3);
  });
});
