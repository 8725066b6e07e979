import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTable } from './columnar-table.ts';
import { contentDigest } from './content-digest.ts';
import { openTestBench, type TestBench, testSchema } from './test-tables.ts';
import { type PartsWrite, partRowLimit, writeParts } from './write-parts.ts';

const schema = testSchema(['close']);
const KEY = 'entity, event_time, knowledge_time';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const folder = () => mkdtemp(join(bench.directory, 'parts-'));

/** `days` × `entities` rows, shuffled each event known twice. */
function panel(days: number, entities: number): string {
  return `(SELECT 'E' || (i % ${entities}) AS entity, TIMESTAMP '2020-01-01' + INTERVAL 1 DAY * (i // ${entities} // 2) AS event_time,
    TIMESTAMP '2020-01-01 21:00:00' + INTERVAL 1 DAY * (i // ${entities}) AS knowledge_time, i::DOUBLE AS close
    FROM range(${2 * days * entities}) t(i) ORDER BY hash(i))`;
}

async function write(relation: string, overrides: Partial<PartsWrite> = {}) {
  return writeParts(bench.db, { relation, schema, directory: await folder(), ...overrides });
}

async function keysOf(path: string): Promise<string[]> {
  const sql = `SELECT concat_ws('|', ${KEY}) AS key FROM read_parquet('${path}')`;
  const table = await readTable(bench.db, sql, [{ name: 'key', type: 'string' }]);
  return [...(table.columns.get('key') ?? [])].map(String);
}

describe('writeParts', () => {
  it('writes parts of about equal size, each sorted, every key after those of the part before', async () => {
    const parts = await write(panel(10, 5), { partRows: 30 });

    expect(parts.map(({ rows }) => rows)).toEqual([25, 25, 25, 25]);
    const keys: string[] = [];
    for (const { path } of parts) keys.push(...(await keysOf(path)));
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(100);
  });

  it('says the first and last times of each part', async () => {
    const [first] = await write(panel(2, 1));

    expect(first).toMatchObject({
      rows: 4,
      bounds: {
        minEventTime: '2020-01-01T00:00:00.000Z',
        maxEventTime: '2020-01-02T00:00:00.000Z',
        minKnowledgeTime: '2020-01-01T21:00:00.000Z',
        maxKnowledgeTime: '2020-01-04T21:00:00.000Z',
      },
    });
  });

  it('puts the same rows into the same parts whatever the threads and the order they come in', async () => {
    const single = await openTestBench(1);
    const shuffled = `(SELECT * FROM ${panel(40, 25)} ORDER BY hash(close + 1))`;
    const parts = await write(panel(40, 25), { partRows: 300 });
    const again = await writeParts(single.db, {
      relation: shuffled,
      schema,
      directory: await folder(),
      partRows: 300,
    });
    await single[Symbol.asyncDispose]();

    expect(again.map(({ rows, bounds }) => ({ rows, bounds }))).toEqual(
      parts.map(({ rows, bounds }) => ({ rows, bounds })),
    );
    for (const [index, part] of parts.entries()) {
      expect(await keysOf(again[index]?.path ?? '')).toEqual(await keysOf(part.path));
    }
  });

  it('loses and doubles no row, wherever the cuts fall', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 40 }), async (entities, partRows) => {
        const parts = await write(panel(6, entities), { partRows });
        const files = parts.map(({ path }) => path);
        const [whole] = await write(panel(6, entities));

        expect(Math.max(...parts.map(({ rows }) => rows))).toBeLessThanOrEqual(partRows);
        expect(await contentDigest(bench.db, { files, schema, inKeyOrder: true })).toBe(
          await contentDigest(bench.db, { files: [whole?.path ?? ''], schema }),
        );
      }),
      { numRuns: 15 },
    );
  });

  it('cuts names with quotes and letters outside ASCII', async () => {
    const rows = `(SELECT ['O''Neil', 'Ä', '😀', '～', 'a"b'][i % 5 + 1] AS entity, make_timestamp(i * 1000000) AS event_time,
      make_timestamp(i * 1000000) AS knowledge_time, i::DOUBLE AS close FROM range(50) t(i))`;

    expect((await write(rows, { partRows: 7 })).map(({ rows }) => rows)).toEqual([7, 7, 7, 7, 7, 7, 7, 1]);
  });

  it('cuts a series without entity by time', async () => {
    const macro = testSchema(['close'], { hasEntity: false });
    const relation = `(SELECT * EXCLUDE entity FROM ${panel(10, 1)})`;

    expect((await write(relation, { schema: macro, partRows: 8 })).map(({ rows }) => rows)).toEqual([7, 7, 6]);
  });

  it('makes no part of no rows', async () => {
    expect(await write(`(SELECT * FROM ${panel(1, 1)} WHERE false)`)).toEqual([]);
  });

  it('refuses rows without a key, since no part would take them', async () => {
    const relation = `(SELECT * REPLACE (CASE WHEN close < 3 THEN NULL ELSE entity END AS entity) FROM ${panel(10, 5)})`;

    await expect(write(relation, { partRows: 30 })).rejects.toMatchObject({ code: 'dataset.parts_incomplete' });
  });
});

describe('partRowLimit', () => {
  it.each([
    [3, 1_966_080],
    [20, 1_966_080],
    [100, 393_216],
    [2_000, 18_432],
  ])('with %i columns is %i rows', (columns, rows) => {
    const [, , , value] = testSchema(['close']).columns;

    expect(partRowLimit({ columns: Array.from({ length: columns }, () => value ?? expect.fail()) })).toBe(rows);
  });
});
