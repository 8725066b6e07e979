import { createHash } from 'node:crypto';
import { NotFoundError } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from './columnar-table.ts';
import { contentDigest } from './content-digest.ts';
import { readAsOf } from './read-as-of.ts';
import { asOfArbitrary, historyArbitrary } from './test-histories.ts';
import { byUtf8, oracleReadAsOf } from './test-oracle.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** Zero has no sign once it is read. */
const unsigned = (value: number) => (value === 0 ? 0 : value);
const firstKnown = (rows: readonly TestRow[]) => Math.min(...rows.map((row) => Date.parse(row.known)));
const partsArbitrary = fc.integer({ min: 1, max: 3 });

/** Parquet files are never empty: fewer parts than rows. */
const dealt = (rows: readonly TestRow[], parts: number) => Math.min(parts, rows.length);

describe('readAsOf', () => {
  const schema = testSchema(['v']);

  it('is what a row-by-row reading of the definition gives, on generated histories', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(['v']), asOfArbitrary, partsArbitrary, async (rows, asOf, parts) => {
        const dataset = await bench.dataset('history', rows, schema, dealt(rows, parts));
        const reading = readAsOf(bench.db, { ...dataset, asOf: instant(asOf) });
        if (firstKnown(rows) > Date.parse(asOf)) {
          await expect(reading).rejects.toBeInstanceOf(NotFoundError);
          return;
        }
        const table = await reading;
        const values = numberColumn(table, 'v');
        const found = textColumn(table, 'entity').map((entity, index) => ({
          entity,
          event: numberColumn(table, 'event_time')[index],
          known: numberColumn(table, 'knowledge_time')[index],
          v: values[index],
        }));

        expect(found).toEqual(
          oracleReadAsOf(rows, asOf).map((row) => ({
            entity: row.entity,
            event: Date.parse(row.event),
            known: Date.parse(row.known),
            v: unsigned(row.values.v ?? Number.NaN),
          })),
        );
      }),
      { numRuns: 120 },
    );
  });

  it('names when the first row is known to one who reads before it', async () => {
    const row = { entity: 'A', event: '2020-03-02', known: '2020-03-03', values: { v: 1 } };
    const dataset = await bench.dataset('prices', [row], schema);

    await expect(readAsOf(bench.db, { ...dataset, asOf: instant('2020-03-02') })).rejects.toMatchObject({
      code: 'dataset.not_known_yet',
      message: expect.stringContaining('2020-03-03T00:00:00.000Z'),
    });
  });
});

/** The digest's definition, spelled out one value at a time. */
function oracleDigest(rows: readonly TestRow[], schema: DatasetSchema): string {
  const columns = schema.columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const hash = createHash('sha256').update(
    JSON.stringify(['optaic-rows-1', ...columns.map(({ name, type }) => [name, type])]),
  );
  const sorted = rows.toSorted(
    (a, b) =>
      byUtf8(a.entity ?? '', b.entity ?? '') ||
      Date.parse(a.event) - Date.parse(b.event) ||
      Date.parse(a.known) - Date.parse(b.known),
  );
  const number = (value: number | null | undefined) => {
    const bytes = Buffer.alloc(8);
    if (value === null || value === undefined || Number.isNaN(value)) bytes.writeBigUInt64LE(0x7ff8000000000000n);
    else bytes.writeDoubleLE(value === 0 ? 0 : value);
    return bytes;
  };
  for (const row of sorted) {
    for (const { name, role } of columns) {
      if (role === 'entity') {
        const text = Buffer.from(row.entity ?? '');
        const length = Buffer.alloc(4);
        length.writeUInt32LE(text.length);
        hash.update(length).update(text);
      } else if (role === 'event_time') hash.update(number(Date.parse(row.event)));
      else if (role === 'knowledge_time') hash.update(number(Date.parse(row.known)));
      else hash.update(number(row.values[name]));
    }
  }
  return hash.digest('hex');
}

describe('contentDigest', () => {
  const schema = testSchema(['w', 'v']);
  const reordered = { ...schema, columns: schema.columns.toReversed() };

  it('is the SHA-256 of the canonical rows, whatever their order, their parts and the order of the columns', async () => {
    await fc.assert(
      fc.asyncProperty(historyArbitrary(['v', 'w']), partsArbitrary, async (rows, parts) => {
        const whole = await bench.dataset('whole', rows, schema);
        const dealtOut = await bench.dataset('parts', rows.toReversed(), reordered, dealt(rows, parts));

        const digest = await contentDigest(bench.db, whole);
        expect(digest).toBe(oracleDigest(rows, schema));
        expect(await contentDigest(bench.db, dealtOut)).toBe(digest);
      }),
      { numRuns: 80 },
    );
  });

  it('moves with any value, column name and missing value, and not with the sign of zero', async () => {
    const row = { entity: 'A', event: '2020-03-02', known: '2020-03-02', values: { v: 0, w: 1 } };
    const digestOf = async (values: TestRow['values'], columns = ['v', 'w']) =>
      contentDigest(bench.db, await bench.dataset('one', [{ ...row, values }], testSchema(columns)));

    const digests = [
      await digestOf({ v: 0, w: 1 }),
      await digestOf({ v: null, w: 1 }),
      await digestOf({ v: 0, w: 1 + Number.EPSILON }),
      await digestOf({ v: 0, u: 1 }, ['v', 'u']),
    ];
    expect(new Set(digests).size).toBe(digests.length);
    expect(await digestOf({ v: -0, w: 1 })).toBe(digests[0]);
  });
});
