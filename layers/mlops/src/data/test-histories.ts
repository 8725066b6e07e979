import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import fc from 'fast-check';
import type { TestRow } from './test-tables.ts';

/** Ten trading days with a weekend in them. */
export const DAYS: readonly CalendarDate[] = [
  '2020-03-02',
  '2020-03-03',
  '2020-03-04',
  '2020-03-05',
  '2020-03-06',
  '2020-03-09',
  '2020-03-10',
  '2020-03-11',
  '2020-03-12',
  '2020-03-13',
].map((day) => CalendarDateSchema.parse(day));

// Names that sort differently as UTF-16 and as UTF-8, and one that needs quoting.
export const ENTITIES = ['A', 'B\'"', '\u{1F600}', '\uFF5E'] as const;

const dayArbitrary = fc.integer({ min: 0, max: DAYS.length - 1 });
const valueArbitrary = fc.oneof(
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  { weight: 1, arbitrary: fc.constantFrom(null, -0, 1e-40, 1e30) },
);

/** How long after its event a row becomes known: at once, that evening, days later (late, or a revision). */
const delayHours = fc.constantFrom(0, 0, 21, 21, 24, 45, 72, 24 * 7);

/**
 * Histories with revisions, late rows, several events known at the same moment, gaps and entities that are missing; rows
 * have distinct keys and come in any order.
 */
export function historyArbitrary(
  columns: readonly string[],
  { hasEntity = true, minLength = 1 } = {},
): fc.Arbitrary<TestRow[]> {
  const row = fc.record({
    entity: hasEntity ? fc.constantFrom(...ENTITIES) : fc.constant(undefined),
    day: dayArbitrary,
    delay: delayHours,
    values: fc.tuple(...columns.map(() => valueArbitrary)),
  });
  return fc
    .uniqueArray(row, {
      minLength,
      maxLength: 40,
      ...(minLength > 1 && { size: 'max' }),
      selector: ({ entity, day, delay }) => `${entity}|${day}|${delay}`,
    })
    .map((rows) =>
      rows.map(({ entity, day, delay, values }) => {
        const event = `${DAYS[day]}T00:00:00.000Z`;
        const known = new Date(Date.parse(event) + delay * 3_600_000).toISOString();
        const named = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? null]));
        return { ...(entity === undefined ? {} : { entity }), event, known, values: named };
      }),
    );
}

/** Entities that join early or late or never, some leaving again, each known at once or days later. */
export const membershipArbitrary: fc.Arbitrary<TestRow[]> = fc
  .tuple(
    ...ENTITIES.map((entity) =>
      fc
        .record({
          joins: fc.constantFrom(0, 0, 0, 1, 4, 9),
          stays: fc.constantFrom(10, 10, 10, 2, 4),
          delays: fc.tuple(fc.constantFrom(0, 0, 21, 45), fc.constantFrom(0, 21, 72)),
        })
        .map(({ joins, stays, delays }) => [
          memberRow(entity, joins, delays[0], 1),
          ...(joins + stays < DAYS.length ? [memberRow(entity, joins + stays, delays[1], 0)] : []),
        ]),
    ),
  )
  .map((rows) => rows.flat());

function memberRow(entity: string, day: number, delay: number, member: 0 | 1): TestRow {
  const event = `${DAYS[day]}T00:00:00.000Z`;
  return { entity, event, known: new Date(Date.parse(event) + delay * 3_600_000).toISOString(), values: { member } };
}

/** As-of times on, before and after the ten days. */
export const asOfArbitrary = fc
  .integer({ min: -6, max: 24 * 14 })
  .map((hours) => new Date(Date.parse('2020-03-02T00:00:00Z') + hours * 3_600_000 - 1).toISOString());

/** As-of times by which much is known. */
export const lateAsOfArbitrary = fc
  .integer({ min: 24 * 7, max: 24 * 22 })
  .map((hours) => new Date(Date.parse('2020-03-02T00:00:00Z') + hours * 3_600_000).toISOString());
