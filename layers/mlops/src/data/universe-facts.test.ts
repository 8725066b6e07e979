import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asOfArbitrary, historyArbitrary } from './test-histories.ts';
import { oracleReadAsOf } from './test-oracle.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';
import { type UniverseFacts, universeFacts, universeNotes } from './universe-facts.ts';

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

const schema = testSchema(['member']);
const row = (entity: string, event: string, member: number | null, known = event): TestRow => ({
  entity,
  event,
  known,
  values: { member },
});

async function facts(rows: readonly TestRow[], asOf = '2020-12-31'): Promise<UniverseFacts> {
  const universe = await bench.dataset('members', rows, schema, 2);
  return universeFacts(bench.db, { ...universe, asOf: instant(asOf) });
}

describe('universeFacts', () => {
  const history = [
    row('A', '2020-01-01', 1),
    row('B', '2020-01-01', 1),
    row('B', '2020-03-01', 0),
    row('C', '2020-02-01', 1),
  ];

  it('counts members, leavers and those who joined later, with the first and the last day', async () => {
    expect(await facts(history)).toEqual({
      asOf: instant('2020-12-31'),
      entities: 3,
      members: 2,
      leavers: 1,
      joined: 1,
      firstMembership: '2020-01-01',
      lastChange: '2020-03-01',
      survivorsOnly: false,
    });
  });

  it('has survivors only where nobody ever leaves, as known by the time', async () => {
    expect(await facts(history, '2020-02-29')).toMatchObject({ entities: 3, leavers: 0, survivorsOnly: true });
    expect(await facts(history, '2020-03-01')).toMatchObject({ leavers: 1, survivorsOnly: false });
  });

  it('counts who left and came back as a leaver and as a member', async () => {
    expect(await facts([...history, row('B', '2020-05-01', 1)])).toMatchObject({ members: 3, leavers: 1 });
  });

  it('lets the later known of two rows about the same day hold, and a repeated membership change nothing', async () => {
    const contradictory = [...history, row('B', '2020-03-01', 1, '2020-03-02'), row('A', '2020-04-01', 1)];

    expect(await facts(contradictory)).toMatchObject({
      members: 3,
      leavers: 0,
      survivorsOnly: true,
      lastChange: '2020-02-01',
    });
  });

  it('leaves out who was never a member, and takes a missing member value as none', async () => {
    expect(
      await facts([row('A', '2020-01-01', 1), row('A', '2020-02-01', null), row('B', '2020-01-01', 0)]),
    ).toMatchObject({
      entities: 1,
      members: 0,
      leavers: 1,
    });
  });

  it('has no days and no survivors when there never was a member', async () => {
    expect(await facts([row('A', '2020-01-01', 0)])).toEqual({
      asOf: instant('2020-12-31'),
      entities: 0,
      members: 0,
      leavers: 0,
      joined: 0,
      survivorsOnly: false,
    });
  });

  it('fails for a dataset that is no universe', async () => {
    const prices = await bench.dataset(
      'prices',
      [{ entity: 'A', event: '2020-01-01', known: '2020-01-01', values: { close: 1 } }],
      testSchema(['close']),
    );

    await expect(universeFacts(bench.db, { ...prices, asOf: instant('2020-12-31') })).rejects.toMatchObject({
      code: 'frame.universe_malformed',
    });
  });

  it('equals a row-by-row oracle', async () => {
    const membership = historyArbitrary(['member']).map((rows) =>
      rows.map((each) => ({ ...each, values: { member: (each.values.member ?? 0) > 0 ? 1 : 0 } })),
    );
    await fc.assert(
      fc.asyncProperty(membership, asOfArbitrary, async (rows, asOf) => {
        const timelines = [...Map.groupBy(oracleReadAsOf(rows, asOf), ({ entity }) => entity).values()].filter(
          (timeline) => timeline.some(({ values }) => values.member === 1),
        );
        const firsts = timelines.map((timeline) => timeline.find(({ values }) => values.member === 1)?.event ?? '');
        const leavers = timelines.filter((timeline) =>
          timeline.some(({ values }, index) => values.member === 0 && timeline[index - 1]?.values.member === 1),
        ).length;

        expect(await facts(rows, asOf)).toMatchObject({
          entities: timelines.length,
          members: timelines.filter((timeline) => timeline.at(-1)?.values.member === 1).length,
          leavers,
          joined: firsts.filter((first) => first !== firsts.toSorted()[0]).length,
          survivorsOnly: timelines.length > 0 && leavers === 0,
        });
      }),
      { numRuns: 60 },
    );
  });
});

describe('universeNotes', () => {
  it('says that there are survivors only, and nothing otherwise', async () => {
    const survivors = await facts([row('A', '2020-01-01', 1)]);

    expect(universeNotes('members', survivors)).toEqual([
      'survivors only: none of the 1 entities of universe "members" ever leaves it, as known by 2020-12-31; what failed or was dropped is missing, which flatters every result',
    ]);
    expect(universeNotes('members', { ...survivors, leavers: 1, survivorsOnly: false })).toEqual([]);
  });
});
