import type { CalendarDate } from '@optaic/mlops/base';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from './columnar-table.ts';
import { datasetFolder } from './dataset-folder.ts';
import { type Datasets, openDatasets } from './datasets.ts';
import { combinatorialPurged, labelEnds, purgedKFold, splitTrainValidation, walkForward } from './splits/index.ts';
import {
  arraySplit,
  distinctDates,
  naiveRoles,
  naiveTrainValidation,
  naiveWalk,
  type Roles,
  rolesOf,
} from './splits/naive-splits.testing.ts';
import type { Samples } from './splits/samples.ts';
import type { Split } from './splits/split.ts';
import { asOfArbitrary, DAYS, historyArbitrary, lateAsOfArbitrary, membershipArbitrary } from './test-histories.ts';
import { byUtf8, type OracleFrame, oracleFrame, oracleReadAsOf } from './test-oracle.ts';
import { openTestBench, type TestBench, type TestRow, testSchema, testTable } from './test-tables.ts';
import { type History, TROUBLES } from './test-troubles.ts';

/** Histories are written twenty to a dataset, each with entities of its own; the oracle is asked for each alone. */
const HISTORIES_A_BATCH = 20;
const BATCHES = 52;
const HORIZON_DAYS = 2;

const CALENDAR = Float64Array.from(DAYS, (day) => Date.parse(day));
const SCHEMAS = {
  prices: testSchema(['v', 'w']),
  macro: testSchema(['r'], { hasEntity: false }),
  universe: testSchema(['member']),
  labels: testSchema(['y']),
};

const batchArbitrary = fc.record({
  histories: fc.array(
    fc.record({
      prices: historyArbitrary(['v', 'w'], { minLength: 4 }),
      universe: membershipArbitrary,
      labels: historyArbitrary(['y'], { minLength: 12 }),
    }),
    { minLength: HISTORIES_A_BATCH, maxLength: HISTORIES_A_BATCH },
  ),
  macro: historyArbitrary(['r'], { hasEntity: false }),
  asOfs: fc.tuple(asOfArbitrary, lateAsOfArbitrary),
  lag: fc.integer({ min: 0, max: 3 }),
  from: fc.integer({ min: 0, max: 4 }),
  inOrder: fc.boolean(),
});
type Batch = typeof batchArbitrary extends fc.Arbitrary<infer T> ? T : never;

const NAMES = ['prices', 'macro', 'universe', 'labels'] as const;
/** In the order of the histories as text, too. */
const prefixOf = (history: number) => `${String(history).padStart(2, '0')}/`;
const named = (history: number, rows: readonly TestRow[]) =>
  rows.map((row) => ({ ...row, entity: `${prefixOf(history)}${row.entity}` }));
/** Three writes: by knowledge time, as appends are, or as the rows happen to come, which makes later ones backfills. */
const writesOf = (rows: readonly TestRow[], inOrder: boolean): TestRow[][] =>
  inOrder
    ? arraySplit(
        rows.toSorted((a, b) => Date.parse(a.known) - Date.parse(b.known)),
        3,
      )
    : [0, 1, 2].map((write) => rows.filter((_, index) => index % 3 === write));
const isKnown = (rows: readonly TestRow[], asOf: string) =>
  rows.some((row) => Date.parse(row.known) <= Date.parse(asOf));
/** Zero has no sign once it is read. */
const unsigned = (value: number | null | undefined) => (value === 0 ? 0 : (value ?? Number.NaN));

describe('generated histories', () => {
  let bench: TestBench;
  let datasets: Datasets;
  beforeAll(async () => {
    bench = await openTestBench();
    datasets = openDatasets({ db: bench.db, store: datasetFolder({ db: bench.db, directory: bench.directory }) });
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const counts = new Map(Object.keys(TROUBLES).map((kind) => [kind, 0]));
  let [batches, histories, frameRows, macroReads, splits] = [0, 0, 0, 0, 0];
  /** Each batch has datasets of its own. */
  const nameOf = (name: keyof typeof SCHEMAS, version?: number) =>
    `${name}_${batches}${version === undefined ? '' : `@${version}`}`;

  it(`are read, framed and split as the definitions say row by row, ${BATCHES * HISTORIES_A_BATCH} of them`, async () => {
    await fc.assert(
      fc.asyncProperty(batchArbitrary, async (batch) => {
        const rows = {
          prices: batch.histories.flatMap(({ prices }, index) => named(index, prices)),
          macro: batch.macro,
          universe: batch.histories.flatMap(({ universe }, index) => named(index, universe)),
          labels: batch.histories.flatMap(({ labels }, index) => named(index, labels)),
        };
        batches++;
        for (const name of NAMES) await write(name, writesOf(rows[name], batch.inOrder), batch.inOrder);
        const macroReaders = new Set<number>();
        for (const asOf of batch.asOfs) {
          await compareReads(batch, rows.prices, asOf);
          await compareFrames(batch, asOf, macroReaders);
        }
        macroReads += macroReaders.size;
        countTroubles(batch, writesOf(rows.prices, batch.inOrder));
      }),
      { numRuns: BATCHES, seed: 20_200_302, endOnFailure: true },
    );
  }, 300_000);

  it('hold every kind of trouble in at least a tenth of them', () => {
    const shares = Object.fromEntries(
      [...counts, ['a macro series read', macroReads]].map(([kind, count]) => [kind, Number(count) / histories]),
    );
    const line = (name: string, share: number) => `  ${name.padEnd(58)} ${(100 * share).toFixed(1).padStart(5)} %`;
    console.log(
      [
        `${histories} generated histories, ${frameRows} frame rows, ${splits} splits; of the histories had`,
        ...Object.entries(shares).map(([kind, share]) => line(kind, share)),
      ].join('\n'),
    );

    expect(histories).toBeGreaterThanOrEqual(1_000);
    for (const [kind, share] of Object.entries(shares)) expect(share, kind).toBeGreaterThanOrEqual(0.1);
  });

  /** Commits each write as a version: appends in order of knowledge, else backfills. */
  async function write(name: keyof typeof SCHEMAS, writes: readonly TestRow[][], inOrder: boolean): Promise<void> {
    for (const [index, rows] of writes.filter(({ length }) => length > 0).entries()) {
      await datasets.writeDataset({
        name: nameOf(name),
        rows: testTable(rows, SCHEMAS[name]),
        ...(index === 0 && { schema: SCHEMAS[name] }),
        mode: inOrder || index === 0 ? 'append' : 'backfill',
        knowledgeAsOf: '2020-04-01',
      });
    }
  }

  /** Reads the newest version, each history alone with the oracle, and the first as it was before the later writes. */
  async function compareReads(batch: Batch, rows: readonly TestRow[], asOf: string): Promise<void> {
    const alone = batch.histories.flatMap((history, index) => oracleReadAsOf(named(index, history.prices), asOf));
    await compareRead(nameOf('prices'), alone, asOf);
    await compareRead(nameOf('prices', 1), oracleReadAsOf(writesOf(rows, batch.inOrder)[0], asOf), asOf);
  }

  async function compareRead(reference: string, expected: readonly TestRow[], asOf: string): Promise<void> {
    const reading = datasets.loadDataset(reference, { asOf });
    if (expected.length === 0) {
      await expect(reading).rejects.toMatchObject({ code: 'dataset.not_known_yet' });
      return;
    }
    const table = await reading;
    const [event, known, v, w] = ['event_time', 'knowledge_time', 'v', 'w'].map((name) => numberColumn(table, name));

    const found = textColumn(table, 'entity').map((entity, row) => [entity, event[row], known[row], v[row], w[row]]);

    expect(found).toEqual(
      expected.map(({ entity, event, known, values }) => [
        entity,
        Date.parse(event),
        Date.parse(known),
        unsigned(values.v),
        unsigned(values.w),
      ]),
    );
  }

  async function compareFrames(batch: Batch, asOf: string, macroReaders: Set<number>): Promise<void> {
    const decisions = DAYS.slice(batch.from).filter((day) => day <= asOf.slice(0, 10));
    if (decisions.length === 0) return;
    const building = datasets.buildFrame({
      decisions: decisions.toReversed(),
      calendar: DAYS,
      featureLag: batch.lag,
      asOf,
      features: [
        { dataset: nameOf('prices'), columns: ['w', 'v'] },
        { dataset: nameOf('macro'), columns: ['r'] },
      ],
      universe: nameOf('universe'),
      labels: { dataset: nameOf('labels'), column: 'y' },
    });
    const isAnyKnown = (name: 'prices' | 'universe' | 'labels') =>
      batch.histories.some((history) => isKnown(history[name], asOf));
    if (!(isAnyKnown('prices') && isAnyKnown('universe') && isAnyKnown('labels') && isKnown(batch.macro, asOf))) {
      await expect(building).rejects.toMatchObject({ code: 'dataset.not_known_yet' });
      return;
    }
    const { panel, dropped, expected } = await building;

    const oracles = batch.histories.map((_, index) => oracleOf(batch, index, decisions, asOf));
    const rows = oracles.flatMap((oracle) => oracle.rows);
    const total = (reason: keyof OracleFrame['dropped']) =>
      oracles.reduce((sum, oracle) => sum + oracle.dropped[reason], 0);
    const found = panel.entity.map((entity, row) => ({
      date: new Date(panel.decisionTime[row]).toISOString().slice(0, 10),
      entity,
      features: panel.featureNames.map((_, feature) => panel.features[feature * panel.rows + row]),
      label: panel.labels[row],
      labelKnown: panel.labelKnownTime[row],
    }));
    expect(found).toEqual(rows.toSorted((a, b) => a.date.localeCompare(b.date) || byUtf8(a.entity, b.entity)));
    const drops = {
      not_in_universe: total('not_in_universe'),
      no_feature: total('no_feature'),
      label_unknown: total('label_unknown'),
    };
    expect(dropped).toEqual(drops);
    expect(expected).toBe(rows.length + drops.not_in_universe + drops.no_feature + drops.label_unknown);

    frameRows += rows.length;
    oracles.forEach((oracle, index) => {
      if (oracle.rows.some(({ features }) => Number.isFinite(features[2]))) macroReaders.add(index);
    });
    batch.histories.forEach((_, index) => {
      const own = [...panel.entity.keys()].filter((row) => panel.entity[row].startsWith(prefixOf(index)));
      compareSplits({
        start: Float64Array.from(own, (row) => panel.decisionTime[row]),
        end: labelEnds(
          Float64Array.from(own, (row) => panel.decisionTime[row]),
          CALENDAR,
          HORIZON_DAYS,
          Float64Array.from(own, (row) => panel.labelKnownTime[row]),
        ),
        calendar: CALENDAR,
      });
    });
  }

  function compareSplits(samples: Samples): void {
    const dates = distinctDates(samples);
    const rows = samples.start.length;
    if (dates.length < 3) return;
    const groups = arraySplit(dates, 3);
    const roles = (found: Iterable<Split>) => [...found].map((split) => rolesOf(split, rows));
    const compare = (found: readonly Roles[], expected: readonly Roles[]) => {
      expect(found).toEqual(expected);
      splits += found.length;
    };

    compare(
      roles(purgedKFold(samples, { folds: 3, embargoDates: 1 })),
      groups.map((tested) => naiveRoles(samples, tested, 1)),
    );
    const plan = combinatorialPurged(samples, { groups: 3, testGroups: 2, embargoDates: 1 });
    compare(
      roles(plan.splits()),
      plan.choices.map((choice) =>
        naiveRoles(
          samples,
          choice.flatMap((group) => groups[group]),
          1,
        ),
      ),
    );
    for (const window of ['rolling', 'expanding'] as const) {
      const options = { window, trainDates: 1, testDates: 1, stepDates: 1, gapDates: 1, embargoDates: 1 };
      const expected = naiveWalk(samples, options);
      if (expected.length > 0) compare(roles(walkForward(samples, options)), expected);
    }
    const expected = naiveTrainValidation(samples, 0.3, 1);
    if (!expected.includes('train')) {
      expect(() => splitTrainValidation(samples, { validationShare: 0.3, embargoDates: 1 })).toThrow(
        expect.objectContaining({ code: 'split.too_few_dates' }),
      );
    } else compare(roles([splitTrainValidation(samples, { validationShare: 0.3, embargoDates: 1 })]), [expected]);
  }

  function countTroubles(batch: Batch, written: readonly TestRow[][]): void {
    batch.histories.forEach(({ universe, labels }, index) => {
      histories++;
      const writes = written.map((rows) => rows.filter(({ entity }) => entity?.startsWith(prefixOf(index))));
      const of = (asOf: string): History => ({ writes, universe, labels, days: DAYS, asOf });
      for (const [kind, holds] of Object.entries(TROUBLES)) {
        if (batch.asOfs.some((asOf) => holds(of(asOf)))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
      }
    });
  }
});

/** What the definitions make of one history of a batch, alone but for the macro series. */
function oracleOf(batch: Batch, index: number, decisions: readonly CalendarDate[], asOf: string): OracleFrame {
  const { prices, universe, labels } = batch.histories[index];
  return oracleFrame({
    decisions,
    calendar: DAYS,
    featureLag: batch.lag,
    asOf,
    sources: [
      { rows: named(index, prices), hasEntity: true, columns: ['w', 'v'] },
      { rows: batch.macro, hasEntity: false, columns: ['r'] },
    ],
    universe: named(index, universe),
    labels: { rows: named(index, labels), column: 'y' },
  });
}
