import { CalendarDateSchema, type LabelledPanel, type Panel } from '@optaic/mlops/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFrame } from './build-frame.ts';
import type { DatasetFiles } from './dataset-columns.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const days = ['2020-02-05', '2020-02-06', '2020-02-07', '2020-02-10', '2020-02-11', '2020-02-12', '2020-02-13'].map(
  (day) => CalendarDateSchema.parse(day),
);
const featureSchema = testSchema(['v', 'w']);
const universeSchema = testSchema(['member']);
const labelSchema = testSchema(['y']);

// The case of the design: a late revision (v = 9) of an old event must not hide the event after it.
const history: TestRow[] = [
  { entity: 'A', event: '2020-01-01', known: '2020-01-02', values: { v: 1, w: null } },
  { entity: 'A', event: '2020-02-07', known: '2020-02-08', values: { v: 2, w: 0.1 } },
  { entity: 'A', event: '2020-01-01', known: '2020-02-10', values: { v: 9, w: 0.9 } },
  { entity: 'A', event: '2020-02-10', known: '2020-02-12', values: { v: 3, w: 0.3 } },
];

describe('buildFrame', () => {
  let bench: TestBench;
  let features: DatasetFiles;
  let universe: DatasetFiles;

  beforeAll(async () => {
    bench = await openTestBench();
    features = await bench.dataset('prices', history, featureSchema);
    universe = await bench.dataset(
      'universe',
      [
        { entity: 'A', event: '2020-01-01', known: '2020-01-01', values: { member: 1 } },
        { entity: 'B', event: '2020-01-01', known: '2020-01-01', values: { member: 1 } },
        { entity: 'B', event: '2020-02-10', known: '2020-02-10', values: { member: 0 } },
      ],
      universeSchema,
    );
  });
  afterAll(() => bench[Symbol.asyncDispose]());

  const request = (overrides: Partial<Parameters<typeof buildFrame>[1]> = {}) => ({
    decisions: days,
    features: [{ ...features, columns: ['v', 'w'] }],
    featureLag: 0,
    calendar: days,
    asOf: instant('2020-02-13T23:59:59.999Z'),
    universe,
    ...overrides,
  });
  const column = ({ rows, features: values }: Panel, index: number) => [
    ...values.slice(index * rows, (index + 1) * rows),
  ];

  it('takes the latest event known, not the row known last', async () => {
    const { panel } = await buildFrame(bench.db, request());

    expect(column(panel, 0)).toEqual([1, 1, 1, 2, 2, 3, 3]);
  });

  it('reads features at the end of the trading day featureLag days before', async () => {
    const { panel } = await buildFrame(bench.db, request({ featureLag: 2 }));

    // 2020-02-05 and -06 have no trading day two days before; 02-11 reads 02-07, when only the first row is known.
    expect(panel.decisionTime).toEqual(Float64Array.from(days.slice(2), (day) => Date.parse(day)));
    expect(column(panel, 0)).toEqual([1, 1, 1, 2, 2]);
  });

  it('keeps a missing feature as NaN and counts a row without any as no_feature', async () => {
    const { panel, dropped } = await buildFrame(bench.db, request());

    expect(column(panel, 1)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Math.fround(0.1),
      Math.fround(0.1),
      Math.fround(0.3),
      Math.fround(0.3),
    ]);
    // B has no feature on the three days that it is a member, and is none on the four days after.
    expect(dropped).toEqual({ not_in_universe: 4, no_feature: 3, label_unknown: 0 });
  });

  it('says how many pairs were expected, the members of each day and the latest knowledge used', async () => {
    const frame = await buildFrame(bench.db, request());

    expect(frame.expected).toBe(14);
    expect([...frame.members.values()]).toEqual([2, 2, 2, 1, 1, 1, 1]);
    expect(frame.maxKnowledgeTime).toBe(Date.parse('2020-02-12'));
  });

  it('counts a label only once known by asOf', async () => {
    const labels = await bench.dataset(
      'returns',
      days.map((day, index) => ({
        entity: 'A',
        event: day,
        known: `${day.slice(0, 8)}${20 + index}`,
        values: { y: index },
      })),
      labelSchema,
    );
    const { panel, dropped } = await buildFrame(bench.db, {
      ...request({ asOf: instant('2020-02-22') }),
      labels: { ...labels, column: 'y' },
    });
    const labelled: LabelledPanel = panel;

    expect([...labelled.labels]).toEqual([0, 1, 2]);
    expect(dropped).toEqual({ not_in_universe: 4, no_feature: 3, label_unknown: 4 });
  });

  it('gives a series without entity to every entity', async () => {
    const macro = await bench.dataset(
      'rates',
      [{ event: '2020-02-06', known: '2020-02-06', values: { r: 5 } }],
      testSchema(['r'], { hasEntity: false }),
    );
    const { panel } = await buildFrame(
      bench.db,
      request({
        features: [{ ...macro, columns: ['r'] }],
        decisions: [days[1] ?? days[0]].filter((day) => day !== undefined),
      }),
    );

    expect(panel.entity).toEqual(['A', 'B']);
    expect([...panel.features]).toEqual([5, 5]);
  });

  it('is the same bits whatever the order of sources, the threads and the rows known later', async () => {
    await using single = await openTestBench(1);
    const garbage = history.map((row) => ({ ...row, known: '2020-03-01', values: { v: 1e30, w: Number.NaN } }));
    const noisy = await bench.dataset('noisy', [...garbage, ...history].toReversed(), featureSchema, 3);

    const clean = await buildFrame(bench.db, request());
    const other = await buildFrame(single.db, request({ features: [{ ...noisy, columns: ['v', 'w'] }] }));

    expect(Buffer.from(other.panel.features.buffer)).toEqual(Buffer.from(clean.panel.features.buffer));
    expect({ ...other, panel: 0 }).toEqual({ ...clean, panel: 0 });
  });

  it.each([
    ['frame.feature_unknown', () => request({ features: [{ ...features, columns: ['x'] }] })],
    ['frame.universe_malformed', () => request({ universe: features })],
    [
      'frame.universe_malformed',
      () => request({ universe: { ...universe, schema: { ...universeSchema, scheduled: true } } }),
    ],
    ['frame.not_a_trading_day', () => request({ decisions: [CalendarDateSchema.parse('2020-02-08')] })],
    ['lookahead.decision', () => request({ asOf: instant('2020-02-12') })],
    ['dataset.not_known_yet', () => request({ asOf: instant('2020-01-01T12:00:00Z'), decisions: [] })],
    ['frame.no_decisions', () => request({ decisions: [] })],
  ])('fails with %s', async (code, broken) => {
    await expect(buildFrame(bench.db, broken())).rejects.toMatchObject({ code });
  });
});
