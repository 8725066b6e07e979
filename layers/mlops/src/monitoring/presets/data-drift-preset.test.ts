import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type Column, categoricalColumn, numericColumn } from '../columns/index.ts';
import { driftOptions } from '../suites/build-item.testing.ts';
import { columnDrift, dataDriftPreset, dataDriftTable } from './data-drift-preset.ts';
import { expectSameFields, readCases, readExpected } from './evidently-cases.testing.ts';

const expected = readExpected();

describe('dataDriftPreset', () => {
  it.each(readCases('data drift preset: '))('says of $name what Evidently says', ({ name, items, data }) => {
    const given = items[0]?.[1] ?? {};
    const { driftShare } = z.object({ driftShare: z.number().exactOptional() }).parse({
      ...(given.drift_share !== undefined && { driftShare: given.drift_share }),
    });

    const report = dataDriftPreset(data, { ...driftOptions(given), ...(driftShare !== undefined && { driftShare }) });

    expectSameFields(report, expected[name]);
  });

  it('honours the share for the data set but not for the table', () => {
    const current = new Map([
      ['a', numericColumn([1, 2, 3, 4, 5, 6, 7, 8])],
      ['b', numericColumn([101, 102, 103, 104, 105, 106, 107, 108])],
      ['c', numericColumn([1, 2, 3, 4, 5, 6, 7, 8])],
    ]);
    const reference = new Map([...current.keys()].map((name) => [name, numericColumn([1, 2, 3, 4, 5, 6, 7, 8])]));

    const { metrics } = dataDriftPreset({ current, reference }, { driftShare: 0.2 });

    expect(metrics.map(({ result }) => z.object({ dataset_drift: z.boolean() }).parse(result).dataset_drift)).toEqual([
      true,
      false,
    ]);
  });
});

describe('dataDriftTable', () => {
  const reference = new Map<string, Column>([
    ['a', numericColumn([1, 2, 3])],
    ['day', { kind: 'datetime', values: Float64Array.of(1, 2, 3) }],
  ]);
  const refused = (code: string) => expect.objectContaining({ name: 'InvalidInputError', code });

  it('needs a reference', () => {
    expect(() => dataDriftTable({ current: reference })).toThrowError(refused('monitoring.reference_missing'));
  });

  it('refuses a column that one side lacks', () => {
    expect(() => dataDriftTable({ current: new Map(), reference })).toThrowError(refused('monitoring.column_missing'));
  });

  it('refuses a time, which no test compares', () => {
    expect(() => dataDriftTable({ current: reference, reference }, { columns: ['day'] })).toThrowError(
      refused('monitoring.column_type'),
    );
  });

  it('refuses a column without a value, by its name', () => {
    const current = new Map<string, Column>([['a', numericColumn([null, null])]]);

    expect(() => dataDriftTable({ current, reference })).toThrowError(/column a has no value in the current data/);
  });

  it('refuses words where the reference has numbers', () => {
    const current = new Map<string, Column>([['a', categoricalColumn(['x', 'y'])]]);

    expect(() => dataDriftTable({ current, reference })).toThrowError(refused('drift.not_numeric'));
  });
});

describe('columnDrift', () => {
  it('pictures numbers that are compared as categories by their counts', () => {
    const sides = { current: numericColumn([1, 1, 2]), reference: numericColumn([2, 3]) };

    const drift = columnDrift({ name: 'level', type: 'cat', ...sides }, { statistic: 'psi' }, 'always');

    expect(drift.current.small_distribution).toEqual({ x: [1, 2, 3], y: [2, 1, 0] });
    expect(drift.reference.small_distribution).toEqual({ x: [1, 2, 3], y: [0, 1, 1] });
  });
});
