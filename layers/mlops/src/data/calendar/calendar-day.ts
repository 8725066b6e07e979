import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';

const MILLISECONDS_PER_DAY = 86_400_000;

/** Days since 1970-01-01: dates as whole numbers, so that counting days is adding. */
export function dayNumber(date: CalendarDate): number {
  return Date.parse(date) / MILLISECONDS_PER_DAY;
}

export function dateOfDay(day: number): CalendarDate {
  return CalendarDateSchema.parse(new Date(day * MILLISECONDS_PER_DAY).toISOString().slice(0, 10));
}

/** A year's day: months from 1. A day beyond the month's end runs on into the next. */
export function dayOf(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / MILLISECONDS_PER_DAY;
}

export const SUNDAY = 0;
export const MONDAY = 1;
export const THURSDAY = 4;
export const FRIDAY = 5;
export const SATURDAY = 6;

/** 0 is Sunday, 6 Saturday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + THURSDAY) % 7) + 7) % 7;
}

/** The n-th weekday of a month: `nthWeekday(2026, 11, THURSDAY, 4)` is Thanksgiving. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + (n - 1) * 7;
}

/** The last weekday of a month. */
export function lastWeekday(year: number, month: number, weekday: number): number {
  const last = dayOf(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) - weekday + 7) % 7);
}
