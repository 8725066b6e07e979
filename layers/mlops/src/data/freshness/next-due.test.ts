import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { calendarNamed } from '@optaic/mlops/data/calendar';
import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextDue } from './next-due.ts';

const date = (text: string): CalendarDate => CalendarDateSchema.parse(text);
const MILLISECONDS_PER_DAY = 86_400_000;
const dayAt = (milliseconds: number) => date(new Date(milliseconds).toISOString().slice(0, 10));
const dayAfter = (day: CalendarDate) => dayAt(Date.parse(day) + MILLISECONDS_PER_DAY);

/** What names the period of a date: it changes from one day to the next exactly where a period ends. */
const PERIOD_OF: Readonly<Record<'weekly' | 'monthly' | 'quarterly', (day: CalendarDate) => string>> = {
  // 1969-12-29 was a Monday.
  weekly: (day) => String(Math.floor((Date.parse(day) / MILLISECONDS_PER_DAY + 3) / 7)),
  monthly: (day) => day.slice(0, 7),
  quarterly: (day) => `${day.slice(0, 4)}-${Math.floor((Number(day.slice(5, 7)) - 1) / 3)}`,
};

/** Walks day by day from the newest event: into the next period, to its end, then over the days of grace. */
function naiveDue(
  event: CalendarDate,
  every: 'daily' | keyof typeof PERIOD_OF,
  calendar: 'nyse' | 'weekdays' | 'every_day',
  graceDays: number,
): CalendarDate {
  const { isSession } = calendarNamed(calendar);
  let due = event;
  if (every === 'daily') {
    do due = dayAfter(due);
    while (!isSession(due));
  } else {
    const periodOf = PERIOD_OF[every];
    let day = event;
    while (periodOf(day) === periodOf(event)) day = dayAfter(day);
    const next = periodOf(day);
    for (; periodOf(day) === next; day = dayAfter(day)) if (isSession(day)) due = day;
  }
  for (let left = graceDays; left > 0; ) {
    due = dayAfter(due);
    if (isSession(due)) left -= 1;
  }
  return due;
}

describe('nextDue', () => {
  it.each([
    ['daily', 'nyse', 0, '2024-12-24', '2024-12-26'],
    ['daily', 'nyse', 1, '2024-12-24', '2024-12-27'],
    ['daily', 'weekdays', 1, '2024-12-20', '2024-12-24'],
    ['daily', 'every_day', 0, '2024-12-24', '2024-12-25'],
    ['weekly', 'nyse', 0, '2024-03-18', '2024-03-28'],
    ['weekly', 'nyse', 1, '2024-03-22', '2024-04-01'],
    ['monthly', 'nyse', 10, '2024-01-31', '2024-03-14'],
    ['quarterly', 'weekdays', 30, '2024-02-15', '2024-08-09'],
  ] as const)('%s on %s with grace %i: after %s by the end of %s', (every, calendar, graceDays, event, due) => {
    expect(nextDue(date(event), { every, calendar, graceDays })).toBe(`${due}T23:59:59.999Z`);
  });

  it('is what a walk day by day finds', () => {
    assert(
      property(
        integer({ min: Date.parse('1990-01-01'), max: Date.parse('2035-01-01') }).map(dayAt),
        constantFrom('daily' as const, 'weekly' as const, 'monthly' as const, 'quarterly' as const),
        constantFrom('nyse' as const, 'weekdays' as const, 'every_day' as const),
        integer({ min: 0, max: 40 }),
        (event, every, calendar, graceDays) => {
          const expected = naiveDue(event, every, calendar, graceDays);

          expect(nextDue(event, { every, calendar, graceDays })).toBe(`${expected}T23:59:59.999Z`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('has nothing due when updates are irregular', () => {
    expect(nextDue(date('2024-01-02'), { every: 'irregular', calendar: 'nyse', graceDays: 1 })).toBeUndefined();
  });

  it('counts an event before the calendar as its first day', () => {
    expect(nextDue(date('1950-06-01'), { every: 'daily', calendar: 'nyse', graceDays: 0 })).toBe(
      '1990-01-02T23:59:59.999Z',
    );
  });
});
