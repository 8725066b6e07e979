import { CalendarDateSchema } from '@optaic/mlops/base';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureCoverage } from './measure-coverage.ts';
import { parquetRelation } from './sql.ts';
import { asOfArbitrary, DAYS, historyArbitrary } from './test-histories.ts';
import { byUtf8, oracleLatest } from './test-oracle.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const schema = testSchema(['close']);
const memberSchema = testSchema(['member']);

const member = (entity: string, event: string, known: string, value: number): TestRow => ({
  entity,
  event,
  known,
  values: { member: value },
});
const close = (entity: string, event: string, known = `${event}T21:00:00Z`): TestRow => ({
  entity,
  event,
  known,
  values: { close: 1 },
});

async function coverage(rows: readonly TestRow[], members: readonly TestRow[], asOf: string, days?: readonly string[]) {
  const dataset = await bench.dataset('prices', rows, schema, 2);
  const { days: found } = await measureCoverage(bench.db, {
    dataset: 'prices',
    relation: parquetRelation(dataset.files),
    schema,
    universe: await bench.dataset('members', members, memberSchema),
    asOf: instant(asOf),
    ...(days === undefined ? {} : { days: days.map((day) => CalendarDateSchema.parse(day)) }),
  });
  return found;
}

describe('measureCoverage', () => {
  const members = [
    member('A', '2020-01-01', '2020-01-01', 1),
    member('B', '2020-01-01', '2020-01-01', 1),
    // B leaves on the 3rd, which is known in the evening of the 2nd.
    member('B', '2020-01-03', '2020-01-02T18:00:00Z', 0),
    member('C', '2020-01-03', '2020-01-03', 1),
  ];

  it('counts the members of each day as of then, those with a row, and names the others', async () => {
    const rows = [
      close('A', '2020-01-01'),
      close('A', '2020-01-02'),
      close('B', '2020-01-01'),
      close('A', '2020-01-03'),
    ];

    expect(await coverage(rows, members, '2020-01-31')).toEqual([
      { date: '2020-01-01', members: 2, covered: 2, uncovered: [] },
      { date: '2020-01-02', members: 1, covered: 1, uncovered: [] },
      { date: '2020-01-03', members: 2, covered: 1, uncovered: ['C'] },
    ]);
  });

  it('judges asked days that no row is about, and days before the universe had members', async () => {
    const found = await coverage([close('A', '2020-01-02')], members, '2020-01-31', ['2019-12-31', '2020-01-03']);

    expect(found).toEqual([
      { date: '2019-12-31', members: 0, covered: 0, uncovered: [] },
      { date: '2020-01-03', members: 2, covered: 0, uncovered: ['A', 'C'] },
    ]);
  });

  it('counts a row of a later day of knowledge, but none known after the as-of time', async () => {
    const late = [close('A', '2020-01-01', '2020-01-05'), close('A', '2020-01-02', '2020-01-02')];

    expect(await coverage(late, members, '2020-01-04', ['2020-01-01'])).toMatchObject([{ covered: 0 }]);
    expect(await coverage(late, members, '2020-01-05', ['2020-01-01'])).toMatchObject([{ covered: 1 }]);
  });

  it('names ten of the uncovered, whatever their names hold', async () => {
    const many = Array.from({ length: 12 }, (_, index) => member(`"N', ${index + 10}`, '2020-01-01', '2020-01-01', 1));

    const [day] = await coverage([close('X', '2020-01-01')], many, '2020-01-31');

    expect(day).toMatchObject({ members: 12, covered: 0 });
    expect(day?.uncovered).toEqual(many.slice(0, 10).map(({ entity }) => entity));
  });

  it('fails for a dataset without entities', async () => {
    const macro = testSchema(['level'], { hasEntity: false });
    const dataset = await bench.dataset(
      'index',
      [{ event: '2020-01-01', known: '2020-01-01', values: { level: 1 } }],
      macro,
    );

    await expect(
      measureCoverage(bench.db, {
        dataset: 'index',
        relation: parquetRelation(dataset.files),
        schema: macro,
        universe: await bench.dataset('members', members, memberSchema),
        asOf: instant('2020-01-31'),
      }),
    ).rejects.toMatchObject({ code: 'dataset.coverage_needs_entity' });
  });

  it('equals a row-by-row oracle', async () => {
    const membership = historyArbitrary(['member']).map((rows) =>
      rows.map((row) => ({ ...row, values: { member: (row.values.member ?? 0) > 0 ? 1 : 0 } })),
    );
    await fc.assert(
      fc.asyncProperty(historyArbitrary(['close']), membership, asOfArbitrary, async (rows, members, asOf) => {
        const found = await coverage(rows, members, asOf, DAYS);

        expect(found).toEqual(
          DAYS.map((date) => {
            const cutoff = Math.min(Date.parse(`${date}T23:59:59.999Z`), Date.parse(asOf));
            const names = [...new Set(members.map(({ entity }) => entity ?? ''))].toSorted(byUtf8);
            const inside = names.filter((name) => oracleLatest(members, name, cutoff)?.values.member === 1);
            const uncovered = inside.filter(
              (name) =>
                !rows.some(
                  ({ entity, event, known }) =>
                    entity === name && event.slice(0, 10) === date && Date.parse(known) <= Date.parse(asOf),
                ),
            );
            return { date, members: inside.length, covered: inside.length - uncovered.length, uncovered };
          }),
        );
      }),
      { numRuns: 60 },
    );
  });
});
