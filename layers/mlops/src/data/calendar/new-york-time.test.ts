import { CalendarDateSchema } from '@optaic/mlops/base';
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOfDay, dayNumber } from './calendar-day.ts';
import { newYorkInstant } from './new-york-time.ts';

const date = (text: string) => CalendarDateSchema.parse(text);
const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'short',
});

describe('newYorkInstant', () => {
  it('is the time zone database’s, every day of 1987 to 2040', () => {
    for (let day = dayNumber(date('1987-01-01')); day <= dayNumber(date('2040-12-31')); day++) {
      const instant = newYorkInstant(dateOfDay(day), 960);

      expect(wallClock.format(new Date(instant))).toBe(`${dateOfDay(day)} 16:00`);
    }
  });

  it('is the time zone database’s at any minute from 03:00 on', () => {
    const days = integer({ min: dayNumber(date('1987-01-01')), max: dayNumber(date('2040-12-31')) });
    assert(
      property(days, integer({ min: 180, max: 1_439 }), (day, minutes) => {
        const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

        expect(wallClock.format(new Date(newYorkInstant(dateOfDay(day), minutes)))).toBe(`${dateOfDay(day)} ${time}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('refuses years with other rules', () => {
    expect(() => newYorkInstant(date('1986-07-01'), 960)).toThrow(/known from 1987 on/);
  });
});
