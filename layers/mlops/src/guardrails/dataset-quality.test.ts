import type { ColumnQuality, OffendingRows, QualityMeasure } from '@optaic/mlops/data';
import { describe, expect, it } from 'vitest';
import { DataQualityConfigSchema, validateDataQuality } from './dataset-quality.ts';

const NONE: OffendingRows = { count: 0, rows: [] };
const at = (count: number, value: string | null = null): OffendingRows => ({
  count,
  rows: [{ file: 1, row: 3, values: { entity: 'A', close: value } }],
});

function measure(column: Partial<ColumnQuality>, duplicates = NONE): QualityMeasure {
  const close: ColumnQuality = {
    name: 'close',
    values: 100,
    missing: NONE,
    infinite: NONE,
    outside: NONE,
    isConstant: false,
    ...column,
  };
  return { rows: 100, columns: [close], duplicates };
}

describe('validateDataQuality', () => {
  it('finds nothing in clean rows', () => {
    expect(validateDataQuality(measure({}))).toEqual([]);
  });

  it('finds a missing share above its limit, not at it', () => {
    const rows = measure({ values: 90, missing: at(10) });

    expect(validateDataQuality(rows, { missing: { maximumShare: 0.1 } })).toEqual([]);
    expect(validateDataQuality(rows, { missing: { maximumShare: 0.09 } })).toEqual([
      {
        contract: 'dataset.quality',
        message: '10 of 100 values of "close" are missing, more than 0.09',
        rows: 10,
        value: 0.1,
        limit: 0.09,
        examples: ['file 1, row 3: entity A, close (missing)'],
      },
    ]);
  });

  it('finds values outside their range, and shows the furthest one', () => {
    const low = measure({ outside: at(2, '-1.0'), least: -1, greatest: 5 });
    const high = measure({ outside: at(2, '5.0'), least: 0, greatest: 5 });

    expect(validateDataQuality(low, { ranges: { close: { minimum: 0 } } })).toMatchObject([
      { rows: 2, value: -1, limit: '[0, infinity]', examples: ['file 1, row 3: entity A, close -1.0'] },
    ]);
    expect(validateDataQuality(high, { ranges: { close: { minimum: 0, maximum: 4 } } })).toMatchObject([
      { value: 5, limit: '[0, 4]', message: '2 values of "close" are outside [0, 4]; they go from 0 to 5' },
    ]);
  });

  it('finds infinite values and repeated keys without being asked', () => {
    expect(validateDataQuality(measure({ infinite: at(1, 'inf') }, at(3)))).toMatchObject([
      { message: '1 values of "close" are infinite', rows: 1, value: 1, limit: 0 },
      { message: '3 of 100 rows repeat the key of an earlier one', rows: 3, value: 3, limit: 0 },
    ]);
  });

  it('finds a column of one value from its least number of rows on', () => {
    const rows = measure({ isConstant: true, least: 7, greatest: 7 });

    expect(validateDataQuality(rows)).toEqual([]);
    expect(validateDataQuality(rows, { constant: { minimumRows: 101 } })).toEqual([]);
    expect(validateDataQuality(rows, { constant: { minimumRows: 100 } })).toMatchObject([
      {
        message: 'all 100 values of "close" are the same 7: the column says nothing',
        rows: 100,
        value: 100,
        limit: 100,
      },
    ]);
  });

  it('finds nothing in no rows', () => {
    expect(validateDataQuality({ ...measure({ values: 0 }), rows: 0 }, { missing: { maximumShare: 0 } })).toEqual([]);
  });

  it('takes its config from the contracts of a schema', () => {
    expect(DataQualityConfigSchema.parse({ constant: {} })).toEqual({ constant: { minimumRows: 100 } });
    expect(DataQualityConfigSchema.safeParse({ missing: { maximumShare: 1.1 } }).success).toBe(false);
  });
});
