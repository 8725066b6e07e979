import { createHash } from 'node:crypto';
import { NotFoundError } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFrame } from './build-frame.ts';
import { numberColumn, textColumn } from './columnar-table.ts';
import { contentDigest } from './content-digest.ts';
import { readAsOf } from './read-as-of.ts';
import { asOfArbitrary, DAYS, historyArbitrary } from './test-histories.ts';
import { byUtf8, oracleFrame, oracleReadAsOf } from './test-oracle.ts';
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

describe('buildFrame', () => {
  const schemas = {
    prices: testSchema(['v', 'w']),
    macro: testSchema(['r'], { hasEntity: false }),
    universe: testSchema(['member']),
    labels: testSchema(['y']),
  };
  const memberArbitrary = historyArbitrary(['member']).map((rows) =>
    rows.map((row, index) => ({ ...row, values: { member: index % 3 === 2 ? 0 : 1 } })),
  );

  it('is what a row-by-row reading of the definition gives, on generated histories', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          prices: historyArbitrary(['v', 'w']),
          macro: historyArbitrary(['r'], { hasEntity: false }),
          universe: memberArbitrary,
          labels: historyArbitrary(['y']),
        }),
        asOfArbitrary,
        fc.record({ lag: fc.integer({ min: 0, max: 3 }), from: fc.integer({ min: 0, max: 9 }), parts: partsArbitrary }),
        async (histories, asOf, { lag, from, parts }) => {
          const decisions = DAYS.slice(from).filter((day) => day <= asOf.slice(0, 10));
          fc.pre(
            decisions.length > 0 && Object.values(histories).every((rows) => firstKnown(rows) <= Date.parse(asOf)),
          );
          const write = (name: keyof typeof histories) =>
            bench.dataset(name, histories[name], schemas[name], dealt(histories[name], parts));
          const [prices, macro, universe, labels] = [
            await write('prices'),
            await write('macro'),
            await write('universe'),
            await write('labels'),
          ];
          const { panel, dropped, expected } = await buildFrame(bench.db, {
            decisions: decisions.toReversed(),
            calendar: DAYS,
            featureLag: lag,
            asOf: instant(asOf),
            features: [
              { ...prices, columns: ['w', 'v'] },
              { ...macro, columns: ['r'] },
            ],
            universe,
            labels: { ...labels, column: 'y' },
          });

          const oracle = oracleFrame({
            decisions,
            calendar: DAYS,
            featureLag: lag,
            asOf,
            sources: [
              { rows: histories.prices, hasEntity: true, columns: ['w', 'v'] },
              { rows: histories.macro, hasEntity: false, columns: ['r'] },
            ],
            universe: histories.universe,
            labels: { rows: histories.labels, column: 'y' },
          });
          const found = panel.entity.map((entity, row) => ({
            date: new Date(panel.decisionTime[row] ?? 0).toISOString().slice(0, 10),
            entity,
            features: panel.featureNames.map((_, feature) => panel.features[feature * panel.rows + row]),
            label: panel.labels[row],
          }));
          expect({ rows: found, dropped }).toEqual(oracle);
          const drops = dropped.not_in_universe + dropped.no_feature + dropped.label_unknown;
          expect(expected).toBe(oracle.rows.length + drops);
        },
      ),
      { numRuns: 100 },
    );
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
