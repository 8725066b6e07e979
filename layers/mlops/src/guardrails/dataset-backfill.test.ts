import { DatasetNameSchema, parseAsOf } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { validateBackfill } from './dataset-backfill.ts';

const MARK = parseAsOf('2020-01-02');

describe('validateBackfill', () => {
  it('finds nothing in a write of rows known from the high-water mark on, and in inputs that only grew', () => {
    const write = { highWaterMark: MARK, rows: { count: 0, rows: [] } };

    expect(validateBackfill({ write, inputs: [] })).toEqual([]);
    expect(validateBackfill({})).toEqual([]);
  });

  it('warns of rows that rewrite history, each named by its place', () => {
    const rows = { count: 12, rows: [{ file: 1, row: 3, values: { entity: 'A', knowledge_time: '2020-01-01' } }] };

    expect(validateBackfill({ write: { highWaterMark: MARK, rows } })).toEqual([
      {
        contract: 'dataset.backfill',
        message:
          '12 rows were known before the high-water mark 2020-01-02T23:59:59.999Z: history is rewritten, and what was read before can differ',
        rows: 12,
        value: 12,
        limit: 0,
        examples: ['file 1, row 3: entity A, knowledge_time 2020-01-01'],
        severity: 'warning',
      },
    ]);
  });

  it('warns of an input whose history was rewritten since it was used last, version by version', () => {
    const rewrites = [
      { version: 3, mode: 'backfill' as const, rows: { added: 7, revised: 2, dropped: 0 }, committedAt: MARK },
      { version: 5, mode: 'replace' as const, committedAt: MARK },
    ];

    expect(
      validateBackfill({
        inputs: [{ dataset: DatasetNameSchema.parse('prices'), version: 6, usedVersion: 2, rewrites }],
      }),
    ).toMatchObject([
      {
        message:
          '2 versions of "prices" rewrote history between version 2, which the last training read, and version 6',
        rows: 9,
        value: 2,
        limit: 0,
        examples: [
          'prices@3: backfill at 2020-01-02T23:59:59.999Z, 7 rows added, 2 revised, 0 dropped',
          'prices@5: replace at 2020-01-02T23:59:59.999Z',
        ],
        severity: 'warning',
      },
    ]);
  });
});
