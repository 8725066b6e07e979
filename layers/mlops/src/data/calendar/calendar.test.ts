import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { assert, constantFrom, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Calendar } from './calendar.ts';
import { dateOfDay, dayNumber } from './calendar-day.ts';
import { nyse } from './nyse.ts';
import { calendarFromDates, everyDay, weekdays } from './plain-calendars.ts';

const date = (text: string): CalendarDate => CalendarDateSchema.parse(text);
const CALENDARS: readonly Calendar[] = [
  nyse,
  weekdays,
  everyDay,
  calendarFromDates(nyse.sessions(date('1990-01-01'), date('2035-12-31'))),
];
const calendars = constantFrom(...CALENDARS);
const days = integer({ min: dayNumber(date('1991-01-01')), max: dayNumber(date('2034-12-31')) }).map(dateOfDay);

/** Walks day by day, as one would with a paper calendar. */
function walk(calendar: Calendar, from: CalendarDate, step: 1 | -1): CalendarDate {
  let day = dayNumber(from) + step;
  while (!calendar.isSession(dateOfDay(day))) day += step;
  return dateOfDay(day);
}

describe('calendarOver', () => {
  it('finds the neighbours that a walk day by day finds', () => {
    assert(
      property(calendars, days, (calendar, day) => {
        const open = calendar.isSession(day);

        expect(calendar.next(day)).toBe(walk(calendar, day, 1));
        expect(calendar.previous(day)).toBe(walk(calendar, day, -1));
        expect(calendar.onOrAfter(day)).toBe(open ? day : walk(calendar, day, 1));
        expect(calendar.onOrBefore(day)).toBe(open ? day : walk(calendar, day, -1));
      }),
    );
  });

  it('adds sessions and takes them away again', () => {
    assert(
      property(calendars, days, integer({ min: -60, max: 60 }), (calendar, day, count) => {
        const session = calendar.onOrAfter(day);
        const moved = calendar.addSessions(session, count);
        let walked = session;
        for (let step = 0; step < Math.abs(count); step++) walked = walk(calendar, walked, count < 0 ? -1 : 1);

        expect(moved).toBe(walked);
        expect(calendar.addSessions(moved, -count)).toBe(session);
        expect(calendar.distance(session, moved)).toBe(count);
      }),
    );
  });

  it('lists the sessions between two days, both included', () => {
    assert(
      property(calendars, days, integer({ min: 0, max: 40 }), (calendar, from, length) => {
        const to = dateOfDay(dayNumber(from) + length);
        const expected = Array.from({ length: length + 1 }, (_, index) => dateOfDay(dayNumber(from) + index));

        expect(calendar.sessions(from, to)).toEqual(expected.filter((day) => calendar.isSession(day)));
      }),
    );
  });

  it('closes sessions in their order', () => {
    assert(
      property(calendars, days, (calendar, day) => {
        const session = calendar.onOrAfter(day);

        expect(calendar.sessionClose(session) < calendar.sessionClose(calendar.next(session))).toBe(true);
      }),
    );
  });

  it('refuses to count from a day that is no session', () => {
    expect(() => nyse.addSessions(date('2024-01-01'), 1)).toThrow(
      /2024-01-01 is no session of calendar nyse; the one before it is 2023-12-29, after it 2024-01-02/,
    );
    expect(() => nyse.sessionClose(date('2024-01-01'))).toThrow(/no session/);
  });

  it('refuses days that it does not know', () => {
    expect(() => nyse.isSession(date('1989-12-29'))).toThrow(/calendar nyse knows 1990-01-01 to 2099-12-31/);
    expect(() => nyse.next(date('2099-12-31'))).toThrow(/the session after 2099-12-31 is beyond/);
    expect(() => nyse.previous(date('1990-01-02'))).toThrow(/is beyond/);
    expect(() => nyse.addSessions(date('1990-01-02'), -1)).toThrow(/-1 sessions from 1990-01-02 is beyond/);
  });
});

describe('weekdays', () => {
  it('has Monday to Friday, holidays too, each ending with the day, UTC', () => {
    expect(weekdays.sessions(date('2023-12-29'), date('2024-01-03'))).toEqual([
      '2023-12-29',
      '2024-01-01',
      '2024-01-02',
      '2024-01-03',
    ]);
    expect(weekdays.sessionClose(date('2024-01-01'))).toBe('2024-01-01T23:59:59.999Z');
  });
});

describe('calendarFromDates', () => {
  it('has the dates given and knows of nothing beyond', () => {
    const calendar = calendarFromDates([date('2024-01-02'), date('2024-01-05')]);

    expect(calendar.next(date('2024-01-03'))).toBe('2024-01-05');
    expect(() => calendar.next(date('2024-01-05'))).toThrow(/beyond/);
  });

  it('refuses dates that do not ascend, or none', () => {
    expect(() => calendarFromDates([])).toThrow(/has no dates/);
    expect(() => calendarFromDates([date('2024-01-02'), date('2024-01-02')])).toThrow(
      /2024-01-02 comes after 2024-01-02/,
    );
  });
});
