import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { contentDigest, type DatasetFiles, parquetRelation } from '@optaic/mlops/data';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from '../data/test-tables.ts';
import { poisonFuture } from './poison-future.ts';

const AS_OF = instant('2020-06-10T12:00:00Z');
const schema = testSchema(['x', 'y']);
let bench: TestBench;
let poisonings = 0;

beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function poisoned(dataset: DatasetFiles, options: { seed?: number; asOf?: string; restatedLimit?: number } = {}) {
  const directory = join(bench.directory, `poison-${poisonings++}`);
  await mkdir(directory);
  const { seed = 1, asOf = AS_OF, ...rest } = options;
  return poisonFuture(bench.db, dataset, { asOf: instant(asOf), seed, directory, ...rest });
}

async function number(sql: string): Promise<number> {
  let found = Number.NaN;
  for await (const chunk of bench.db.chunks(sql)) found = Number(chunk.getColumnVector(0).getItem(0));
  return found;
}

const knownBy = `knowledge_time <= TIMESTAMP '${AS_OF.slice(0, -1)}'`;

/** The digest of the rows known by the as-of time. */
async function knownDigest({ files, schema }: DatasetFiles) {
  const path = join(bench.directory, `known-${poisonings++}.parquet`);
  await bench.db.run(`COPY (SELECT * FROM ${parquetRelation(files)} WHERE ${knownBy}) TO '${path}' (FORMAT parquet)`);
  return contentDigest(bench.db, { files: [path], schema });
}

/** Rows of two entities, one a day and one revision each, from 2020-06-01. */
function history(days: number): TestRow[] {
  return Array.from({ length: days }, (_, day) => day).flatMap((day) =>
    ['A', 'B'].flatMap((entity, index) => {
      const event = new Date(Date.parse('2020-06-01') + day * 86_400_000).toISOString();
      const after = (hours: number) => new Date(Date.parse(event) + hours * 3_600_000).toISOString();
      const values = { x: day + index / 2, y: day === 3 ? null : -day };
      return [
        { entity, event, known: after(22), values },
        { entity, event, known: after(70), values: { x: day + index / 2 + 0.25, y: 7 } },
      ];
    }),
  );
}

describe('poisonFuture', () => {
  it('leaves the rows known by the as-of time as they are, and no other', async () => {
    const dataset = await bench.dataset('prices', history(20), schema, 3);

    const { counts, ...copy } = await poisoned(dataset);

    const later = await number(`SELECT count(*) FROM ${parquetRelation(dataset.files)} WHERE NOT ${knownBy}`);
    expect(await knownDigest(copy)).toBe(await knownDigest(dataset));
    expect(counts.rowsKnown).toBe(80 - later);
    const { notANumber, positiveHuge, negativeHuge, shuffled } = counts;
    expect(notANumber + positiveHuge + negativeHuge + shuffled).toBe(later);
    expect(Math.min(notANumber, positiveHuge, negativeHuge, shuffled)).toBeGreaterThan(0);
    const kept = `SELECT count(*) FROM ${parquetRelation(dataset.files)} a JOIN ${parquetRelation(copy.files)} b
      USING (entity, event_time, knowledge_time) WHERE NOT a.${knownBy} AND a.x IS NOT DISTINCT FROM b.x`;
    expect(await number(kept)).toBe(0);
  });

  it('makes up the days to come, of known entities and of unheard ones, and revisions of every known event', async () => {
    const dataset = await bench.dataset('prices', history(20), schema);

    const { counts, files } = await poisoned(dataset);

    const all = parquetRelation(files);
    expect(counts.futureRows).toBe(5 * 10);
    expect(await number(`SELECT count(DISTINCT entity) FROM ${all}`)).toBe(5);
    const known = parquetRelation(dataset.files);
    const events = await number(
      `SELECT count(*) FROM (SELECT DISTINCT entity, event_time FROM ${known} WHERE ${knownBy})`,
    );
    expect(counts.restatedRows).toBe(events);
    const restatedAtOnce = `SELECT count(*) FROM ${all} WHERE knowledge_time = TIMESTAMP '2020-06-10 12:00:00.001'`;
    expect(await number(restatedAtOnce)).toBeGreaterThan(0);
    const muchLater = `SELECT count(*) FROM ${all} WHERE event_time < TIMESTAMP '2020-06-10' AND knowledge_time > TIMESTAMP '2020-07-10'`;
    expect(await number(muchLater)).toBeGreaterThan(0);
  });

  it('gives the same rows for the same seed, others for another', async () => {
    const dataset = await bench.dataset('prices', history(20), schema);
    const digest = async (seed: number) => contentDigest(bench.db, await poisoned(dataset, { seed }));

    const first = await digest(1);

    expect(await digest(1)).toBe(first);
    expect(await digest(2)).not.toBe(first);
  });

  it('restates and adds days to come where no row is known later', async () => {
    const dataset = await bench.dataset('prices', history(20), schema, 2);

    const { counts, files } = await poisoned(dataset, { asOf: '2021-01-01' });

    expect(counts).toMatchObject({ rowsKnown: 80, shuffled: 0, notANumber: 0, futureRows: 50, restatedRows: 40 });
    expect(files.slice(0, 2)).toEqual(dataset.files);
  });

  it('restates no more rows than the limit', async () => {
    const dataset = await bench.dataset('prices', history(20), schema);

    const { counts } = await poisoned(dataset, { restatedLimit: 7 });

    expect(counts.restatedRows).toBeGreaterThan(3);
    expect(counts.restatedRows).toBeLessThanOrEqual(7);
  });

  it('takes macro series, texts and times', async () => {
    const macro = testSchema(['level'], { hasEntity: false });
    const columns = [
      ...macro.columns,
      { name: 'regime', role: 'value' as const, type: 'string' as const, nullable: true },
      { name: 'announced', role: 'value' as const, type: 'timestamp' as const, nullable: true },
    ];
    const wide = { ...macro, columns };
    const rows = history(20).filter(({ entity }) => entity === 'A');
    const { files } = await bench.dataset('macro', rows, macro);
    const path = join(bench.directory, 'wide.parquet');
    await bench.db.run(`COPY (SELECT *, 'calm' AS regime, event_time AS announced FROM ${parquetRelation(files)})
      TO '${path}' (FORMAT parquet)`);
    const dataset = { name: 'macro', files: [path], schema: wide };

    const copy = await poisoned(dataset);

    expect(copy.counts).toMatchObject({ futureRows: 10, restatedRows: 9 });
    expect(await knownDigest(copy)).toBe(await knownDigest(dataset));
  });

  it('keeps known bits and spoils every later row, whatever the history', { timeout: 60_000 }, async () => {
    const row = fc.record({
      entity: fc.constantFrom('A', 'B', 'C|1'),
      day: fc.integer({ min: 0, max: 20 }),
      lag: fc.integer({ min: 0, max: 15 }),
      x: fc.double({ noDefaultInfinity: true, min: -9, max: 9 }),
    });
    const rows = fc.uniqueArray(row, {
      selector: ({ entity, day, lag }) => `${entity} ${day} ${lag}`,
      minLength: 1,
      maxLength: 30,
    });

    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 0, max: 2 ** 31 - 1 }), async (generated, seed) => {
        const at = (day: number) => new Date(Date.parse('2020-06-01') + day * 86_400_000).toISOString();
        const dataset = await bench.dataset(
          'prices',
          generated.map(({ entity, day, lag, x }) => ({
            entity,
            event: at(day),
            known: at(day + lag),
            values: { x: Number.isNaN(x) ? null : x, y: 1 },
          })),
          schema,
        );

        const { counts, ...copy } = await poisoned(dataset, { seed });

        expect(await knownDigest(copy)).toBe(await knownDigest(dataset));
        const later = generated.filter(({ day, lag }) => at(day + lag) > AS_OF).length;
        const { rowsKnown, notANumber, positiveHuge, negativeHuge, shuffled, futureRows, restatedRows } = counts;
        expect(rowsKnown).toBe(generated.length - later);
        expect(notANumber + positiveHuge + negativeHuge + shuffled).toBe(later);
        expect(restatedRows > 0).toBe(rowsKnown > 0);
        expect(await number(`SELECT count(*) FROM ${parquetRelation(copy.files)}`)).toBe(
          generated.length + futureRows + restatedRows,
        );
      }),
      { numRuns: 60 },
    );
  });
});
