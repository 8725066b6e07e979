import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureRewrites } from './measure-rewrites.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const schema = testSchema(['close']);
const row = (entity: string, event: string, known: string, close: number | null): TestRow => ({
  entity,
  event,
  known,
  values: { close },
});
const BEFORE = [
  row('A', '2020-01-02', '2020-01-02', 1),
  row('A', '2020-01-03', '2020-01-03', 2),
  row('A', '2020-01-06', '2020-01-06', null),
  row('B', '2020-01-03', '2020-01-03', 4),
];

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

async function measure(added: readonly TestRow[], isReplacement: boolean) {
  const before = await bench.dataset('before', BEFORE, schema, 2);
  const after = await bench.dataset('after', added, schema);
  return measureRewrites(bench.db, {
    schema,
    highWaterMark: instant('2020-01-06'),
    before: before.files,
    added: after.files,
    isReplacement,
  });
}

describe('measureRewrites', () => {
  it('finds nothing rewritten by a replacement that has every row, and later ones', async () => {
    expect(await measure([...BEFORE, row('A', '2020-01-03', '2020-01-07', 9)], true)).toEqual({
      added: 0,
      revised: 0,
      dropped: 0,
    });
  });

  it('counts what a replacement adds to, revises in and drops from what was known', async () => {
    const replacement = [
      row('A', '2020-01-02', '2020-01-02', 1.5),
      row('A', '2020-01-03', '2020-01-04', 2),
      row('A', '2020-01-06', '2020-01-06', 0),
      row('C', '2020-01-02', '2020-01-02', 1),
      row('D', '2020-01-02', '2020-01-07', 1),
    ];

    // Revised: A's close of the 2nd, A's 3rd known a day later, A's 6th no longer missing. Dropped: A's and B's 3rd.
    // Added: C. D is known only after the high-water mark.
    expect(await measure(replacement, true)).toEqual({ added: 1, revised: 3, dropped: 2 });
  });

  it('counts the revisions and additions of a backfill, which drops nothing', async () => {
    const late = [
      row('A', '2020-01-02', '2020-01-03', 1.5),
      row('A', '2019-12-31', '2020-01-02', 1),
      row('C', '2020-01-03', '2020-01-03', 1),
    ];

    expect(await measure(late, false)).toEqual({ added: 2, revised: 1, dropped: 0 });
  });
});
