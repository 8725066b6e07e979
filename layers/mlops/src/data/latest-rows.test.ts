import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisiveDays } from './decisive-days.ts';
import type { DuckDb } from './duckdb.ts';
import { latestRows, type TimeSpans } from './latest-rows.ts';
import { instant, openTestBench, type TestBench, type TestRow, testSchema } from './test-tables.ts';

const DAY_US = 86_400_000_000;
const FIRST_DAY = Date.parse('2020-01-01') / 86_400_000;
const SPAN_DAYS = 10;
const DAYS = 60;
const ENTITIES = ['A', 'B', 'C'];
const spans = spansOf(Array.from({ length: DAYS / SPAN_DAYS }, (_, i) => (i + 1) * SPAN_DAYS - 1));
const asOf = instant('2021-01-01');

let bench: TestBench;
beforeAll(async () => {
  bench = await openTestBench();
});
afterAll(() => bench[Symbol.asyncDispose]());

/** Spans that end with the last millisecond of days after the first one. */
function spansOf(days: readonly number[]): TimeSpans {
  const until = Float64Array.from(days, (day) => (FIRST_DAY + day + 1) * DAY_US - 1_000);
  return { until, after: until.map((_, i) => until[i - 1] ?? Number.NEGATIVE_INFINITY) };
}

function row(entity: string, eventDay: number, knownDay: number, value: number): TestRow {
  const at = (day: number) => new Date((FIRST_DAY + day) * 86_400_000).toISOString();
  return { entity, event: at(eventDay), known: at(knownDay), values: { close: value } };
}

/** What the greatest (event, knowledge) of each cell is, row by row. */
function naive(rows: readonly TestRow[]) {
  const count = spans.until.length;
  const best: (TestRow | undefined)[] = new Array(ENTITIES.length * count).fill(undefined);
  for (const candidate of rows) {
    const known = Date.parse(candidate.known) * 1_000;
    const span = spans.until.findIndex((until, i) => known <= until && known > spans.after[i]);
    if (span < 0) continue;
    const cell = ENTITIES.indexOf(candidate.entity ?? '') * count + span;
    const held = best[cell];
    if (held === undefined || `${candidate.event}|${candidate.known}` > `${held.event}|${held.known}`) {
      best[cell] = candidate;
    }
  }
  return best.map((held) => (held === undefined ? undefined : held.values.close));
}

/** A daily event of each entity, some missing, some known late, some before they happen, some restated. */
const historyArbitrary = fc
  .array(
    fc.record({
      entity: fc.constantFrom(...ENTITIES),
      day: fc.integer({ min: 0, max: DAYS - 1 }),
      trouble: fc.constantFrom('missing', 'late', 'early', 'restated', 'halted'),
      by: fc.integer({ min: 1, max: 15 }),
    }),
    { maxLength: 40 },
  )
  .map((troubles) => {
    const rows: TestRow[] = [];
    let value = 0;
    for (const entity of ENTITIES) {
      for (let day = 0; day < DAYS; day++) {
        const own = troubles.filter((trouble) => trouble.entity === entity);
        const here = own.find((trouble) => trouble.day === day);
        const isHalted = own.some(
          ({ trouble, day: from, by }) => trouble === 'halted' && from <= day && day < from + by,
        );
        if (here?.trouble === 'missing' || isHalted) continue;
        const shift = here?.trouble === 'late' ? here.by : here?.trouble === 'early' ? -here.by : 0;
        rows.push(row(entity, day, day + shift, ++value));
        if (here?.trouble === 'restated') rows.push(row(entity, day, day + here.by, ++value));
      }
    }
    return rows;
  });

/** Records what is asked. */
function observed(db: DuckDb, asked: string[]): DuckDb {
  const note = (sql: string) => {
    asked.push(sql);
    return sql;
  };
  return { ...db, run: (sql) => db.run(note(sql)), chunks: (sql) => db.chunks(note(sql)) };
}

async function read(rows: readonly TestRow[], asked: string[] = []) {
  const dataset = await bench.dataset('prices', sorted(rows), testSchema(['close']));
  const entities = new Map(ENTITIES.map((entity, index) => [entity, index]));
  return latestRows(observed(bench.db, asked), {
    dataset,
    columns: ['close'],
    entities,
    spans,
    spanOf: 'knowledge_time',
    asOf,
  });
}

function sorted(rows: readonly TestRow[]): TestRow[] {
  const key = ({ entity, event, known }: TestRow) => `${entity}|${event}|${known}`;
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

describe('latestRows', () => {
  it('finds the rows of a dense history that a naive search finds, whatever is missing, late, early or restated', async () => {
    let looks = 0;
    await fc.assert(
      fc.asyncProperty(historyArbitrary, async (rows) => {
        const asked: string[] = [];
        const { values } = await read(rows, asked);

        if (asked.some((sql) => sql.includes('WHERE NOT'))) looks++;
        const found = [...values[0]].map((value) => (Number.isNaN(value) ? undefined : value));
        expect(found).toEqual(naive(rows));
      }),
      { numRuns: 200 },
    );
    expect(looks).toBeGreaterThan(20);
  });

  it('reads the last days before the decisions only, where those decide', async () => {
    const asked: string[] = [];

    await read(
      ENTITIES.flatMap((entity) => Array.from({ length: DAYS }, (_, day) => row(entity, day, day, day))),
      asked,
    );

    expect(asked.filter((sql) => sql.includes('read_parquet') && !sql.includes('GROUP BY'))).toHaveLength(1);
    expect(asked.some((sql) => sql.includes('WHERE NOT'))).toBe(false);
  });
});

describe('decisiveDays', () => {
  it('are the last day of each span of ten, and what is known on no such day was known before it', () => {
    const { days, others } = decisiveDays(spans) ?? {};

    expect([...(days ?? [])]).toEqual([9, 19, 29, 39, 49, 59].map((day) => FIRST_DAY + day));
    expect([...(others ?? [])]).toEqual([9, 19, 29, 39, 49, 59].map((day) => (FIRST_DAY + day) * DAY_US - 1));
  });

  it('are none for decisions on every day, or one', () => {
    expect(decisiveDays(spansOf([0, 1, 2, 3, 4]))).toBeUndefined();
    expect(decisiveDays(spansOf([9]))).toBeUndefined();
  });
});
