import { createHash } from 'node:crypto';
import { Sha256Schema } from '@optaic/mlops/base';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { diffVersions, type RowChange, type VersionDiff } from './diff-versions.ts';
import { type DatasetPart, instantAt } from './manifest.ts';
import { ENTITIES, historyArbitrary } from './test-histories.ts';
import { openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const VALUES = ['a', 'b'];
const schema = testSchema(VALUES);

const keyOf = ({ entity, event, known }: TestRow) => JSON.stringify([entity, Date.parse(event), Date.parse(known)]);
const eventOf = ({ entity, event }: TestRow) => JSON.stringify([entity, Date.parse(event)]);
const iso = (text: string) => new Date(text).toISOString();
/** DuckDB sorts texts by their UTF-8 bytes. */
const byKey = (one: TestRow, other: TestRow) =>
  Buffer.compare(Buffer.from(one.entity ?? ''), Buffer.from(other.entity ?? '')) ||
  Date.parse(one.event) - Date.parse(other.event) ||
  Date.parse(one.known) - Date.parse(other.known);
const sameValues = (one: TestRow, other: TestRow) =>
  VALUES.every((name) => (one.values[name] ?? null) === (other.values[name] ?? null));

function record({ entity, event, known, values }: TestRow) {
  const numbers = Object.fromEntries(
    VALUES.map((name) => [name, values[name] === null ? null : (values[name] ?? 0) + 0]),
  );
  return {
    ...(entity === undefined ? {} : { entity }),
    event_time: iso(event),
    knowledge_time: iso(known),
    ...numbers,
  };
}

/** The definition, row by row. */
function naiveDiff(from: readonly TestRow[], to: readonly TestRow[]): VersionDiff {
  const found: Record<'added' | 'revised' | 'changed' | 'dropped', RowChange[]> = {
    added: [],
    revised: [],
    changed: [],
    dropped: [],
  };
  let unchanged = 0;
  for (const row of to.toSorted(byKey)) {
    const same = from.find((other) => keyOf(other) === keyOf(row));
    const ofEvent = from.filter((other) => eventOf(other) === eventOf(row));
    const earlier = ofEvent.filter((other) => Date.parse(other.known) < Date.parse(row.known)).toSorted(byKey);
    if (same !== undefined && sameValues(same, row)) unchanged += 1;
    else if (same !== undefined) found.changed.push({ before: record(same), after: record(row) });
    else if (ofEvent.length === 0) found.added.push({ before: null, after: record(row) });
    else {
      const last = earlier.at(-1);
      found.revised.push({ before: last === undefined ? null : record(last), after: record(row) });
    }
  }
  for (const row of from.toSorted(byKey)) {
    if (!to.some((other) => keyOf(other) === keyOf(row))) found.dropped.push({ before: record(row), after: null });
  }
  const firstTen = (rows: RowChange[]) => ({ count: rows.length, rows: rows.slice(0, 10) });
  return {
    added: firstTen(found.added),
    revised: firstTen(found.revised),
    changed: firstTen(found.changed),
    dropped: firstTen(found.dropped),
    unchanged,
  };
}

describe('diffVersions', () => {
  let bench: TestBench;
  const paths = new Map<string, string>();

  beforeAll(async () => {
    bench = await openTestBench();
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  async function partOf(rows: readonly TestRow[], partSchema = schema): Promise<DatasetPart> {
    const [path = ''] = (await bench.dataset('d', rows, partSchema)).files;
    const sha256 = Sha256Schema.parse(createHash('sha256').update(path).digest('hex'));
    paths.set(sha256, path);
    const times = (of: (row: TestRow) => string) => rows.map((row) => Date.parse(of(row)));
    const events = times((row) => row.event);
    const knowns = times((row) => row.known);
    return {
      key: path,
      sha256,
      bytes: 1,
      rows: rows.length,
      minEventTime: instantAt(Math.min(...events)),
      maxEventTime: instantAt(Math.max(...events)),
      minKnowledgeTime: instantAt(Math.min(...knowns)),
      maxKnowledgeTime: instantAt(Math.max(...knowns)),
    };
  }

  async function diff(from: DatasetPart[], to: DatasetPart[], partSchema = schema) {
    const read: string[] = [];
    const result = await diffVersions(bench.db, {
      name: 'd',
      from: { schema: partSchema, parts: from },
      to: { schema: partSchema, parts: to },
      files: async (parts) => {
        read.push(...parts.map(({ key }) => key));
        return parts.map(({ sha256 }) => paths.get(sha256) ?? '');
      },
    });
    return { result, read };
  }

  const row = (entity: string, event: string, known: string, a: number | null): TestRow => ({
    entity,
    event,
    known,
    values: { a, b: null },
  });

  it('shows a row of each kind with what it was and what it is', async () => {
    const kept = await partOf([row('A', '2020-01-02', '2020-01-02', 1)]);
    const before = await partOf([row('A', '2020-01-03', '2020-01-03', 2), row('A', '2020-01-06', '2020-01-06', 3)]);
    const after = await partOf([
      row('A', '2020-01-02', '2020-01-09', 1.5),
      row('A', '2020-01-03', '2020-01-03', 2.5),
      row('A', '2020-01-07', '2020-01-07', 4),
    ]);

    const { result } = await diff([kept, before], [kept, after]);

    const is = (event: string, known: string, a: number) =>
      record({ entity: 'A', event, known, values: { a, b: null } });
    expect(result).toEqual({
      added: { count: 1, rows: [{ before: null, after: is('2020-01-07', '2020-01-07', 4) }] },
      revised: {
        count: 1,
        rows: [{ before: is('2020-01-02', '2020-01-02', 1), after: is('2020-01-02', '2020-01-09', 1.5) }],
      },
      changed: {
        count: 1,
        rows: [{ before: is('2020-01-03', '2020-01-03', 2), after: is('2020-01-03', '2020-01-03', 2.5) }],
      },
      dropped: { count: 1, rows: [{ before: is('2020-01-06', '2020-01-06', 3), after: null }] },
      unchanged: 1,
    });
  });

  it('equals its definition row by row, whatever parts the versions share', async () => {
    const shares = { added: 0, revised: 0, changed: 0, dropped: 0, shared: 0 };
    const step = fc.constantFrom('keep', 'keep', 'change', 'drop');
    const histories = fc.tuple(
      historyArbitrary(VALUES),
      historyArbitrary(VALUES),
      fc.array(step, { minLength: 40, maxLength: 40 }),
      fc.array(fc.boolean(), { minLength: ENTITIES.length, maxLength: ENTITIES.length }),
    );
    await fc.assert(
      fc.asyncProperty(histories, async ([history, more, steps, isShared]) => {
        const sharedNames = new Set<string | undefined>(ENTITIES.filter((_, index) => isShared[index]));
        const shared = history.filter(({ entity }) => sharedNames.has(entity));
        const before = history.filter(({ entity }) => !sharedNames.has(entity));
        const known = new Set(history.map(keyOf));
        const after = [
          ...before.flatMap((one, index): TestRow[] => {
            if (steps[index] === 'drop') return [];
            return [steps[index] === 'change' ? { ...one, values: { ...one.values, a: 7 } } : one];
          }),
          ...more.filter((one) => !known.has(keyOf(one))),
        ];
        const parts = async (rows: TestRow[]) => (rows.length === 0 ? [] : [await partOf(rows)]);
        const common = await parts(shared);

        const { result } = await diff([...common, ...(await parts(before))], [...(await parts(after)), ...common]);

        const expected = naiveDiff([...shared, ...before], [...shared, ...after]);
        expect(result).toEqual(expected);
        for (const kind of ['added', 'revised', 'changed', 'dropped'] as const) {
          shares[kind] += expected[kind].count > 0 ? 1 : 0;
        }
        shares.shared += common.length;
      }),
      { numRuns: 150 },
    );
    for (const [kind, count] of Object.entries(shares)) expect([kind, count >= 15]).toEqual([kind, true]);
  }, 60_000);

  it('compares macro series, which have no entity', async () => {
    const macro = testSchema(['a'], { hasEntity: false });
    const one = await partOf([{ event: '2020-01-01', known: '2020-02-01', values: { a: 1 } }], macro);
    const other = await partOf([{ event: '2020-01-01', known: '2020-03-01', values: { a: 2 } }], macro);

    const { result } = await diff([one], [one, other], macro);

    expect([result.revised.count, result.unchanged]).toEqual([1, 1]);
  });

  it('reads no shared part whose events the new rows do not touch', async () => {
    const january = await partOf([row('A', '2020-01-02', '2020-01-02', 1)]);
    const february = await partOf([row('A', '2020-02-03', '2020-02-03', 2)]);
    const march = await partOf([row('A', '2020-03-02', '2020-03-02', 3), row('A', '2020-02-03', '2020-03-02', 4)]);

    const { result, read } = await diff([january, february], [january, february, march]);

    expect([result.added.count, result.revised.count, result.unchanged]).toEqual([1, 1, 2]);
    expect(read).toEqual([march.key, february.key]);
  });

  it('reads nothing when both versions have the same parts', async () => {
    const part = await partOf([row('A', '2020-01-02', '2020-01-02', 1)]);

    const { result, read } = await diff([part], [part]);

    expect([result.unchanged, read]).toEqual([1, []]);
  });

  it('shows the first ten of many', async () => {
    const rows = Array.from({ length: 25 }, (_, index) =>
      row('A', new Date(Date.UTC(2020, 0, 1 + index)).toISOString(), '2020-06-01', index),
    );
    const base = await partOf([row('A', '2019-01-02', '2019-01-02', 1)]);

    const { result } = await diff([base], [base, await partOf(rows)]);

    expect(result.added.count).toBe(25);
    expect(result.added.rows.map(({ after }) => after?.a)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('refuses versions of different columns and names them', async () => {
    const base = await partOf([row('A', '2019-01-02', '2019-01-02', 1)]);
    const request = diffVersions(bench.db, {
      name: 'd',
      from: { schema, parts: [base] },
      to: { schema: testSchema(['a', 'c']), parts: [base] },
      files: async () => [],
    });

    await expect(request).rejects.toMatchObject({
      code: 'dataset.schemas_differ',
      message: expect.stringContaining('b (value, double)'),
    });
  });
});
