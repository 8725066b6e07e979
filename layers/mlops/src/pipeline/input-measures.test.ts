import { CalendarDateSchema, DatasetNameSchema, parseAsOf } from '@optaic/mlops/base';
import { DatasetSchemaSchema } from '@optaic/mlops/registry';
import { describe, expect, it } from 'vitest';
import { type InputMeasures, judgeInputs, notesOf } from './input-measures.ts';

const PRICES = DatasetNameSchema.parse('prices');
const MEMBERS = DatasetNameSchema.parse('members');
const day = (date: string) => CalendarDateSchema.parse(date);

const schema = DatasetSchemaSchema.parse({
  columns: [
    { name: 'entity', role: 'entity', type: 'string' },
    { name: 'event_time', role: 'event_time', type: 'timestamp' },
    { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
  ],
  knowledgeGrade: 'observed',
  contracts: { coverage: { universe: 'members', minimumShare: 0.9 } },
});
const PLAN = {
  datasets: [{ name: PRICES, version: 1, manifestKey: 'manifest.json', schema }],
  universe: MEMBERS,
  asOf: parseAsOf('2020-01-31'),
  rewrites: [],
};

function measures(
  covered: number,
  options: { empty?: string[]; survivorsOnly?: boolean; freshness?: InputMeasures['freshness'] } = {},
): InputMeasures {
  const { empty = [], survivorsOnly = false, freshness = [] } = options;
  return {
    universe: { asOf: PLAN.asOf, entities: 10, members: 9, leavers: 1, joined: 0, survivorsOnly },
    days: 1 + empty.length,
    emptyDays: empty.map(day),
    coverage: [
      {
        dataset: PRICES,
        universe: MEMBERS,
        days: [
          ...empty.map((date) => ({ date: day(date), members: 0, covered: 0, uncovered: [] })),
          { date: day('2020-01-06'), members: 10, covered, uncovered: covered < 10 ? ['A'] : [] },
        ],
      },
    ],
    freshness,
  };
}

describe('judgeInputs', () => {
  it('finds nothing in inputs that keep their promise, at its limit', () => {
    expect(judgeInputs(PLAN, [measures(9), measures(10)])).toEqual({
      findings: { 'dataset.coverage': [], 'dataset.freshness': [], 'dataset.backfill': [] },
      notes: [],
    });
  });

  it('judges the days of all batches together, by the share that the dataset promises', () => {
    const { findings } = judgeInputs(PLAN, [measures(10), measures(8), measures(7)]);

    expect(findings['dataset.coverage']).toMatchObject([{ rows: 5, value: 0.7, limit: 0.9 }]);
    expect(findings['dataset.coverage'][0]?.message).toContain('on 2 of 3 days');
  });

  it('says once, not for each dataset, on which days the universe is empty', () => {
    const { findings } = judgeInputs(PLAN, [measures(10, { empty: ['2020-01-02', '2020-01-03'] })]);

    expect(findings['dataset.coverage']).toMatchObject([
      {
        message: 'universe "members" has no member on 2 of 3 days',
        examples: ['2020-01-02', '2020-01-03'],
      },
    ]);
  });

  it('says once which inputs are stale, whatever the number of batches', () => {
    const stale = { dataset: PRICES, depth: 0, status: 'stale', lastEvent: PLAN.asOf, reason: 'late' } as const;
    const batch = measures(10, { freshness: [stale] });

    expect(judgeInputs(PLAN, [batch, batch]).findings['dataset.freshness']).toMatchObject([
      { contract: 'dataset.freshness', value: PLAN.asOf, examples: ['prices'] },
    ]);
  });

  it('passes on what was rewritten, as a warning', () => {
    const rewrites = [
      {
        dataset: PRICES,
        version: 3,
        usedVersion: 1,
        rewrites: [
          { version: 2, mode: 'backfill' as const, rows: { added: 5, revised: 0, dropped: 0 }, committedAt: PLAN.asOf },
        ],
      },
    ];

    expect(judgeInputs({ ...PLAN, rewrites }, [measures(10)]).findings['dataset.backfill']).toMatchObject([
      { contract: 'dataset.backfill', severity: 'warning' },
    ]);
  });
});

describe('notesOf', () => {
  it('says once that there are survivors only, whatever the number of batches', () => {
    const survivors = measures(10, { survivorsOnly: true });

    expect(notesOf(MEMBERS, [survivors, survivors])).toEqual([
      expect.stringMatching(/^survivors only: none of the 10 /),
    ]);
    expect(notesOf(MEMBERS, [measures(10)])).toEqual([]);
  });
});
