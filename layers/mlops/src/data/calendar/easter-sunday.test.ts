import { describe, expect, it } from 'vitest';
import { dateOfDay } from './calendar-day.ts';
import { easterSunday } from './easter-sunday.ts';

describe('easterSunday', () => {
  it.each([
    [1818, '1818-03-22'],
    [1943, '1943-04-25'],
    [1954, '1954-04-18'],
    [1990, '1990-04-15'],
    [2000, '2000-04-23'],
    [2008, '2008-03-23'],
    [2024, '2024-03-31'],
    [2038, '2038-04-25'],
    [2049, '2049-04-18'],
    [2076, '2076-04-19'],
  ])('of %i is %s', (year, day) => {
    expect(dateOfDay(easterSunday(year))).toBe(day);
  });
});
