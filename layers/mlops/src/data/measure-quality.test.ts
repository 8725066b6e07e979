import { DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureBackfill } from './measure-backfill.ts';
import { measureLookahead } from './measure-lookahead.ts';
import { measureQuality } from './measure-quality.ts';
import { numberedRows } from './numbered-rows.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const row = (entity: string, event: string, values: TestRow['values'], known = event): TestRow => ({
  entity,
  event,
  known,
  values,
});
const schema = testSchema(['close', 'flag']);

async function rowsOf(rows: readonly TestRow[], parts = 1) {
  return numberedRows(await bench.dataset('prices', rows, schema, parts));
}

describe('measureQuality', () => {
  it('counts what is missing, and names rows only where the share breaks the contract', async () => {
    const rows = await rowsOf([
      row('A', '2020-01-01', { close: 1, flag: null }),
      row('A', '2020-01-02', { close: null, flag: null }),
      row('A', '2020-01-03', { close: null, flag: 1 }),
      row('A', '2020-01-04', { close: 4, flag: 1 }),
    ]);

    const half = await measureQuality(bench.db, rows, { missing: { maximumShare: 0.5 } });
    const fewer = await measureQuality(bench.db, rows, { missing: { maximumShare: 0.49 } });

    expect(half.rows).toBe(4);
    expect(half.columns.map(({ missing }) => missing)).toEqual([
      { count: 2, rows: [] },
      { count: 2, rows: [] },
    ]);
    expect(fewer.columns[0]?.missing).toMatchObject({
      count: 2,
      rows: [
        { file: 1, row: 2, values: { entity: 'A', close: null } },
        { file: 1, row: 3, values: { entity: 'A', close: null } },
      ],
    });
  });

  it('takes a range as closed, names the rows outside, and knows the least and the greatest value', async () => {
    const rows = await rowsOf([-1, 0, 1, 2].map((close, day) => row('A', `2020-01-0${day + 1}`, { close, flag: day })));

    const [close] = (await measureQuality(bench.db, rows, { ranges: { close: { minimum: 0, maximum: 1 } } })).columns;
    const [open] = (await measureQuality(bench.db, rows, { ranges: { close: { minimum: 0 } } })).columns;
    const [none] = (await measureQuality(bench.db, rows, { ranges: { close: {} } })).columns;

    expect(close).toMatchObject({ values: 4, least: -1, greatest: 2, outside: { count: 2 } });
    expect(close?.outside.rows.map(({ row, values }) => [row, values.close])).toEqual([
      [1, '-1.0'],
      [4, '2.0'],
    ]);
    expect(open?.outside.count).toBe(1);
    expect(none?.outside.count).toBe(0);
  });

  it('counts infinite values as values that no range holds, and leaves them out of least and greatest', async () => {
    const rows = await rowsOf([
      row('A', '2020-01-01', { close: Number.POSITIVE_INFINITY, flag: 1 }),
      row('A', '2020-01-02', { close: 5, flag: 1 }),
    ]);

    const [close, flag] = (await measureQuality(bench.db, rows, { ranges: { close: { maximum: 9 } } })).columns;

    expect(close).toMatchObject({ values: 2, infinite: { count: 1 }, outside: { count: 0 }, least: 5, greatest: 5 });
    expect([close?.isConstant, flag?.isConstant]).toEqual([false, true]);
  });

  it('takes a column without values as not constant', async () => {
    const rows = await rowsOf([row('A', '2020-01-01', { close: null, flag: null })]);

    const [close] = (await measureQuality(bench.db, rows)).columns;

    expect(close).toEqual({
      name: 'close',
      values: 0,
      missing: { count: 1, rows: [] },
      infinite: { count: 0, rows: [] },
      outside: { count: 0, rows: [] },
      isConstant: false,
    });
  });

  it('names rows by part and place when their key comes twice', async () => {
    const twice = [1, 2, 3].map((close) => row('A', '2020-01-01', { close, flag: 1 }));
    const rows = await rowsOf([...twice, row('A', '2020-01-02', { close: 1, flag: 1 })], 2);

    const { duplicates } = await measureQuality(bench.db, rows);

    expect(duplicates.count).toBe(2);
    expect(duplicates.rows.map(({ file, row }) => [file, row])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('reads texts and times as values too', async () => {
    const texts = DatasetSchemaSchema.parse({
      ...schema,
      columns: [...schema.columns, { name: 'sector', role: 'value', type: 'string', nullable: true }],
    });
    const columns = ['2020-01-01', '2020-01-02'].map(
      (day, index) => `SELECT 1 AS "#file", ${index + 1} AS "#row", 'A' AS entity, TIMESTAMP '${day}' AS event_time,
        TIMESTAMP '${day}' AS knowledge_time, 1.0::DOUBLE AS close, 1.0::DOUBLE AS flag, 'tech' AS sector`,
    );

    const { columns: found } = await measureQuality(bench.db, {
      relation: `(${columns.join(' UNION ALL ')})`,
      schema: texts,
    });

    expect(found.at(-1)).toMatchObject({ name: 'sector', values: 2, isConstant: true });
    expect(found.at(-1)).not.toHaveProperty('least');
  });
});

describe('measureLookahead', () => {
  const history = [
    row('A', '2020-01-02', { close: 1, flag: 1 }, '2020-01-01T23:59:59.999Z'),
    row('A', '2020-01-03', { close: 1, flag: 1 }, '2020-01-03'),
    row('A', '2020-01-04', { close: 1, flag: 1 }, '2020-01-04T00:00:00.001Z'),
  ];

  it('counts rows known before their event and rows known after the as-of time, to the millisecond', async () => {
    const found = await measureLookahead(bench.db, await rowsOf(history), instant('2020-01-04T00:00:00.000Z'));

    expect(found.knownBeforeEvent).toMatchObject({ count: 1, rows: [{ file: 1, row: 1 }] });
    expect(found.knownAfterAsOf).toMatchObject({ count: 1, rows: [{ file: 1, row: 3 }] });
  });

  it('lets a scheduled dataset know rows before their event', async () => {
    const rows = await rowsOf(history);

    const found = await measureLookahead(
      bench.db,
      { ...rows, schema: { ...schema, scheduled: true } },
      instant('2020-01-05'),
    );

    expect(found.knownBeforeEvent).toEqual({ count: 0, rows: [] });
  });
});

describe('measureBackfill', () => {
  it('counts rows known before the high-water mark, not those known at it', async () => {
    const rows = await rowsOf([
      row('A', '2020-01-01', { close: 1, flag: 1 }, '2020-01-02T23:59:59.999Z'),
      row('A', '2020-01-02', { close: 1, flag: 1 }, '2020-01-03'),
    ]);

    const found = await measureBackfill(bench.db, rows, instant('2020-01-03'));

    expect(found).toMatchObject({ highWaterMark: instant('2020-01-03'), rows: { count: 1, rows: [{ row: 1 }] } });
  });
});
