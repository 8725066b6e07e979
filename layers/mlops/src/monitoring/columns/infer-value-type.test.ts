import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from './build-columns.ts';
import { inferValueType } from './infer-value-type.ts';

describe('inferValueType', () => {
  it('takes up to ten distinct whole numbers for categories', () => {
    const numbers = (count: number) => numericColumn(Array.from({ length: count }, (_, index) => index));

    expect(inferValueType(numbers(10))).toBe('cat');
    expect(inferValueType(numbers(11))).toBe('num');
    expect(inferValueType(numericColumn([0.5]))).toBe('num');
  });

  it('takes strings for text when more than half are distinct', () => {
    expect(inferValueType(categoricalColumn(['a', 'b', 'a', null]))).toBe('text');
    expect(inferValueType(categoricalColumn(['a', 'b', 'a', 'b', null]))).toBe('cat');
    expect(inferValueType({ ...categoricalColumn(['a', 'b', 'c']), isDeclared: true })).toBe('cat');
  });

  it('does not know mixed and empty columns', () => {
    expect(inferValueType(categoricalColumn(['a', 1]))).toBe('unknown');
    expect(inferValueType(categoricalColumn([null, null]))).toBe('unknown');
    expect(inferValueType(categoricalColumn([true, null]))).toBe('unknown');
  });

  it('takes booleans for categories and times for times', () => {
    expect(inferValueType(categoricalColumn([true, false]))).toBe('cat');
    expect(inferValueType({ kind: 'datetime', values: Float64Array.of(0), isZoned: true })).toBe('datetime');
  });
});
