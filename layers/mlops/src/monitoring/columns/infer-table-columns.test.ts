import { describe, expect, it } from 'vitest';
import { categoricalColumn, numericColumn } from './build-columns.ts';
import type { Column } from './column.ts';
import {
  inferTableColumns,
  inferTablePredictionType,
  inferTableTargetType,
  inferTableTask,
} from './infer-table-columns.ts';

const numbers = (count: number) => numericColumn(Array.from({ length: count }, (_, index) => index));

describe('inferTableColumns', () => {
  it('takes every number for a number, leaves out the roles and sorts by name', () => {
    const columns = new Map<string, Column>([
      ['z', numericColumn([0, 1])],
      ['target', numericColumn([0, 1])],
      ['b', categoricalColumn([true, false])],
      ['a', numericColumn([0.5, 1])],
      ['note', categoricalColumn(['x', 'y'])],
    ]);

    expect(inferTableColumns(columns, { target: 'target', text: ['note'] })).toEqual({
      num: ['a', 'z'],
      cat: ['b'],
      datetime: [],
      text: ['note'],
    });
  });
});

describe('inferTableTask', () => {
  it('is regression from five distinct numbers on', () => {
    expect(inferTableTask(numbers(5))).toBe('regression');
    expect(inferTableTask(numbers(4))).toBe('classification');
    expect(inferTableTask(categoricalColumn(['a', 'b', 'c', 'd', 'e', 'f']))).toBe('classification');
  });
});

describe('inferTableTargetType', () => {
  it('counts distinct values over both sides', () => {
    expect(inferTableTargetType([numericColumn([1, 2, 3]), numericColumn([4, 5, 6])], undefined)).toBe('num');
    expect(inferTableTargetType([numericColumn([1, 2, 3]), numericColumn([3, 4, 5])], undefined)).toBe('cat');
    expect(inferTableTargetType([numbers(9), numbers(9)], 'classification')).toBe('cat');
    expect(inferTableTargetType([numbers(2), numbers(2)], 'regression')).toBe('num');
  });
});

describe('inferTablePredictionType', () => {
  it('takes fractions in [0, 1] for numbers', () => {
    expect(inferTablePredictionType([numericColumn([0.2]), numericColumn([0.8])], 'classification')).toBe('num');
    expect(inferTablePredictionType([numericColumn([0.2]), numericColumn([1.8])], 'classification')).toBe('cat');
    expect(inferTablePredictionType([numbers(2), numbers(2)], undefined)).toBe('cat');
  });
});
