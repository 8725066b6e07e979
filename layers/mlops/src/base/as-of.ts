import { InvalidInputError } from './errors.ts';
import { type CalendarDate, CalendarDateSchema, type Instant, InstantSchema } from './identifiers.ts';

/** The last instant of a calendar date, UTC: what a date means as an as-of time. */
export function endOfDay(date: CalendarDate): Instant {
  return InstantSchema.parse(`${date}T23:59:59.999Z`);
}

/** The calendar date, UTC, that an instant falls on. */
export function dateOf(instant: Instant): CalendarDate {
  return CalendarDateSchema.parse(instant.slice(0, 10));
}

/**
 * Reads an as-of time: an instant as it stands, a date as the end of that day, UTC.
 *
 * @throws {InvalidInputError} `as_of.malformed` when the text is neither.
 */
export function parseAsOf(text: string): Instant {
  const date = CalendarDateSchema.safeParse(text);
  if (date.success) return endOfDay(date.data);
  const instant = InstantSchema.safeParse(text);
  if (instant.success) return instant.data;
  throw new InvalidInputError(
    'as_of.malformed',
    `as-of time "${text}" is neither a date (2019-12-31) nor a UTC instant with milliseconds (2019-12-31T21:00:00.000Z)`,
  );
}
