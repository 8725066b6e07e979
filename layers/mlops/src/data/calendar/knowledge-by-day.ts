import type { KnowledgeRule } from '@optaic/mlops/registry/knowledge-rule';
import { dayNumber } from './calendar-day.ts';
import { calendarNamed } from './calendar-named.ts';

const MILLISECONDS_PER_MINUTE = 60_000;

/** A rule worked out for every day of its calendar, ascending: shape (days,) each; times in milliseconds since the epoch. */
export interface KnowledgeByDay {
  /** Days since 1970-01-01. */
  readonly day: Float64Array;
  /** The close of the day's session, of the next one for a day that has none. */
  readonly close: Float64Array;
  /** When an event of the day up to that close is known. */
  readonly known: Float64Array;
  /** When an event of the day after that close is known. */
  readonly knownAfter: Float64Array;
}

/**
 * A rule as a table, so that a database can apply it to rows without asking for each: what it says of an event is what
 * `deriveKnowledgeTime` says. Days whose answer is beyond the calendar's last session are left out.
 */
export function knowledgeByDay({ calendar: name, lagSessions, lagMinutes }: KnowledgeRule): KnowledgeByDay {
  const calendar = calendarNamed(name);
  const sessions = calendar.sessions(calendar.first, calendar.last);
  const closes = sessions.map((session) => Date.parse(calendar.sessionClose(session)));
  const day: number[] = [];
  const close: number[] = [];
  const known: number[] = [];
  const knownAfter: number[] = [];
  let next = dayNumber(calendar.first);
  for (let index = 0; index + lagSessions + 1 < sessions.length; index++) {
    const session = sessions[index];
    const [ends, now, later] = [closes[index], closes[index + lagSessions], closes[index + lagSessions + 1]];
    if (session === undefined || ends === undefined || now === undefined || later === undefined) continue;
    for (; next <= dayNumber(session); next++) {
      day.push(next);
      close.push(ends);
      known.push(now + lagMinutes * MILLISECONDS_PER_MINUTE);
      knownAfter.push(later + lagMinutes * MILLISECONDS_PER_MINUTE);
    }
  }
  return {
    day: Float64Array.from(day),
    close: Float64Array.from(close),
    known: Float64Array.from(known),
    knownAfter: Float64Array.from(knownAfter),
  };
}
