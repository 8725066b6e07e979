import { describe, expect, it } from 'vitest';
import { type DataColumns, numericColumn } from '../columns/index.ts';
import { DataGateSchema, inferenceGateTests, trainingGateTests } from './data-gate-tests.ts';
import { runSuite } from './run-suite.ts';

/** Rows of distinct values in two columns; some rows repeat the first, some lack their second value. */
function table(rows: number, { repeated = 0, incomplete = 0 } = {}): DataColumns {
  const rowOf = (row: number) => (row < repeated ? 0 : row);
  return new Map([
    ['momentum', numericColumn(Array.from({ length: rows }, (_, row) => rowOf(row) / 7))],
    ['volume', numericColumn(Array.from({ length: rows }, (_, row) => (row >= rows - incomplete ? null : rowOf(row))))],
  ]);
}

function failures(current: DataColumns, tests = trainingGateTests()): string[] {
  const { tests: results } = runSuite([tests], { current });
  return results.filter(({ status }) => status !== 'SUCCESS').map(({ name }) => name);
}

describe('trainingGateTests', () => {
  it('passes a thousand complete rows', () => {
    expect(failures(table(1_000))).toEqual([]);
  });

  it('fails fewer than a thousand rows', () => {
    expect(failures(table(999))).toEqual(['Number of Rows']);
  });

  it('allows a tenth of the rows to be incomplete, not more', () => {
    expect(failures(table(1_000, { incomplete: 100 }))).toEqual([]);
    expect(failures(table(1_000, { incomplete: 101 }))).toEqual(['The Share of Rows With Missing Values']);
  });

  it('allows one row in a hundred to be a repeat, not more', () => {
    expect(failures(table(1_000, { repeated: 11 }))).toEqual([]);
    expect(failures(table(1_000, { repeated: 12 }))).toEqual(['Number of Duplicate Rows']);
  });

  it('allows five columns with missing values, not six, and no constant column', () => {
    const gaps = (count: number) =>
      new Map([
        ...table(1_000),
        ...Array.from(
          { length: count },
          (_, i) =>
            [
              `gap${i}`,
              numericColumn(Array.from({ length: 1_000 }, (_, row) => (row === 5 ? null : row * i))),
            ] as const,
        ).slice(1),
      ]);

    expect(failures(gaps(6))).toEqual([]);
    expect(failures(gaps(7))).toEqual(['The Number of Columns With Missing Values']);
    expect(failures(new Map([...table(1_000), ['fixed', numericColumn(Array(1_000).fill(1))]]))).toEqual([
      'Number of Constant Columns',
    ]);
  });

  it('takes the limits of an instance', () => {
    const limits = { minimumRows: 10, maximumShareOfDuplicateRows: 0.5 };

    expect(failures(table(20, { repeated: 8 }), trainingGateTests(limits))).toEqual([]);
  });
});

describe('inferenceGateTests', () => {
  it('allows a twentieth of a column to be missing, not more', () => {
    expect(failures(table(100, { incomplete: 5 }), inferenceGateTests())).toEqual([]);
    expect(failures(table(100, { incomplete: 6 }), inferenceGateTests())).toEqual([
      'The Share of Missing Values in a Column',
    ]);
  });

  it('asks of the named columns only', () => {
    expect(failures(table(100, { incomplete: 6 }), inferenceGateTests({}, ['momentum']))).toEqual([]);
  });

  it('ends as an error, which does not pass, when a named column is absent', () => {
    const { summary } = runSuite([inferenceGateTests({}, ['spread'])], { current: table(100) });

    expect(summary).toMatchObject({ all_passed: false, by_status: { ERROR: 1 } });
  });
});

describe('DataGateSchema', () => {
  it('refuses a share above one and an unknown limit', () => {
    expect(DataGateSchema.safeParse({ maximumShareOfDuplicateRows: 1.5 }).success).toBe(false);
    expect(DataGateSchema.safeParse({ rows: 5 }).success).toBe(false);
  });
});
