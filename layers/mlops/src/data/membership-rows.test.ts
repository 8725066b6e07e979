import { type CalendarDate, CalendarDateSchema, endOfDay } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberColumn, textColumn } from './columnar-table.ts';
import { type MembershipInterval, membershipRows } from './membership-rows.ts';

const stay = (entity: string, from: string, until?: string): MembershipInterval => ({
  entity,
  from: CalendarDateSchema.parse(from),
  ...(until === undefined ? {} : { until: CalendarDateSchema.parse(until) }),
});

function changesOf(intervals: readonly MembershipInterval[]): [string, string, number][] {
  const table = membershipRows(intervals, endOfDay);
  const [days, member] = [numberColumn(table, 'event_time'), numberColumn(table, 'member')];
  return textColumn(table, 'entity').map((entity, row) => [
    String(entity),
    new Date(days[row] ?? 0).toISOString().slice(0, 10),
    member[row] ?? Number.NaN,
  ]);
}

describe('membershipRows', () => {
  it('begins and ends each stay with a row, known when the caller says', () => {
    const intervals = [
      stay('B', '2020-01-02'),
      stay('A', '2020-03-02', '2020-06-01'),
      stay('A', '2019-01-02', '2019-02-01'),
    ];

    expect(changesOf(intervals)).toEqual([
      ['A', '2019-01-02', 1],
      ['A', '2019-02-01', 0],
      ['A', '2020-03-02', 1],
      ['A', '2020-06-01', 0],
      ['B', '2020-01-02', 1],
    ]);
    expect(numberColumn(membershipRows(intervals, endOfDay), 'knowledge_time')[0]).toBe(
      Date.parse('2019-01-02T23:59:59.999Z'),
    );
  });

  it('makes one stay of those that overlap, contain each other or touch', () => {
    expect(changesOf([stay('A', '2020-01-01', '2020-01-10'), stay('A', '2020-01-05', '2020-01-20')])).toEqual([
      ['A', '2020-01-01', 1],
      ['A', '2020-01-20', 0],
    ]);
    expect(changesOf([stay('A', '2020-01-01'), stay('A', '2020-01-05', '2020-01-06')])).toEqual([
      ['A', '2020-01-01', 1],
    ]);
    expect(changesOf([stay('A', '2020-01-01', '2020-01-05'), stay('A', '2020-01-05', '2020-01-06')])).toEqual([
      ['A', '2020-01-01', 1],
      ['A', '2020-01-06', 0],
    ]);
  });

  it('fails for a stay of no day', () => {
    expect(() => changesOf([stay('A', '2020-01-02', '2020-01-02')])).toThrow(
      expect.objectContaining({ code: 'universe.interval_empty' }),
    );
  });

  it('says on each day what any of the stays says', () => {
    const day = (index: number): CalendarDate =>
      CalendarDateSchema.parse(new Date(Date.UTC(2020, 0, 1 + index)).toISOString().slice(0, 10));
    const interval = fc
      .record({ entity: fc.constantFrom('A', 'B'), from: fc.nat(20), days: fc.option(fc.integer({ min: 1, max: 8 })) })
      .map(({ entity, from, days }) => ({
        entity,
        from: day(from),
        ...(days === null ? {} : { until: day(from + days) }),
      }));

    fc.assert(
      fc.property(fc.array(interval, { maxLength: 12 }), (intervals) => {
        const changes = changesOf(intervals);
        for (const entity of ['A', 'B']) {
          for (let index = 0; index < 32; index++) {
            const date = day(index);
            const last = changes.findLast(([name, since]) => name === entity && since <= date);
            const isInside = intervals.some(
              (each) => each.entity === entity && each.from <= date && (each.until === undefined || date < each.until),
            );
            expect(last?.[2] === 1).toBe(isInside);
          }
        }
        // One change a day and entity: the keys are distinct.
        expect(new Set(changes.map(([entity, since]) => `${entity} ${since}`)).size).toBe(changes.length);
      }),
    );
  });
});
