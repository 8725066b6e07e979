import { type CalendarDate, CalendarDateSchema, type Instant, InstantSchema } from '@optaic/mlops/base';
import type { CalendarName, KnowledgeRule } from '@optaic/mlops/registry/knowledge-rule';
import type { Calendar } from './calendar.ts';

const MILLISECONDS_PER_MINUTE = 60_000;

/**
 * When a row can first be known by a rule: take the first session that ends at or after the event, go `lagSessions` on,
 * and add `lagMinutes` to that session's close. So never before the event.
 *
 * @param event - What the row is about; a date means its start, so that a session's own date gives its own close.
 * @throws {InvalidInputError} `calendar.out_of_range`.
 */
export function deriveKnowledgeTime(
  calendar: Calendar,
  event: CalendarDate | Instant,
  { lagSessions = 0, lagMinutes = 0 }: Partial<Pick<KnowledgeRule, 'lagSessions' | 'lagMinutes'>> = {},
): Instant {
  const session = calendar.addSessions(sessionOf(calendar, event), lagSessions);
  const known = Date.parse(calendar.sessionClose(session)) + lagMinutes * MILLISECONDS_PER_MINUTE;
  return InstantSchema.parse(new Date(known).toISOString());
}

/** The rule in words, as a certificate's reader takes it. */
export function describeKnowledgeRule({ calendar, lagSessions, lagMinutes }: KnowledgeRule): string {
  const { unit, close } = WORDS[calendar];
  const later = [
    ...(lagSessions > 0 ? [counted(lagSessions, unit)] : []),
    ...(lagMinutes > 0 ? [counted(lagMinutes, 'minute')] : []),
  ];
  return `derived: known ${later.length === 0 ? 'at' : `${later.join(' and ')} after`} ${close}`;
}

const WORDS = {
  nyse: { unit: 'session', close: "the close of the event's NYSE session" },
  weekdays: { unit: 'weekday', close: "the end of the event's weekday, UTC" },
  every_day: { unit: 'day', close: "the end of the event's day, UTC" },
} as const satisfies Readonly<Record<CalendarName, unknown>>;

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** The event's session: the first that ends at or after the event. */
function sessionOf(calendar: Calendar, event: CalendarDate | Instant): CalendarDate {
  const session = calendar.onOrAfter(CalendarDateSchema.parse(event.slice(0, 10)));
  return Date.parse(calendar.sessionClose(session)) >= Date.parse(event) ? session : calendar.next(session);
}
