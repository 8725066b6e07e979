import { type CalendarDate, type Instant, InvalidInputError } from '@optaic/mlops/base';

/** A session that ends before its usual time. */
export interface ShortSession {
  readonly closesAt: Instant;
  readonly reason: string;
}

/**
 * The days that count: sessions of an exchange, or business days. Whatever is asked of days outside `first`…`last` is
 * refused with `calendar.out_of_range`, never guessed.
 */
export interface Calendar {
  readonly name: string;
  /** The days that the calendar knows of, both included. */
  readonly first: CalendarDate;
  readonly last: CalendarDate;
  isSession(date: CalendarDate): boolean;
  /** The sessions from one day to another, both included, ascending. */
  sessions(from: CalendarDate, to: CalendarDate): CalendarDate[];
  /** The first session after a day. */
  next(date: CalendarDate): CalendarDate;
  /** The last session before a day. */
  previous(date: CalendarDate): CalendarDate;
  /** The day itself when it is a session, else the first one after it. */
  onOrAfter(date: CalendarDate): CalendarDate;
  /** The day itself when it is a session, else the last one before it. */
  onOrBefore(date: CalendarDate): CalendarDate;
  /**
   * The session `count` sessions after a session, before it when negative.
   *
   * @throws {InvalidInputError} `calendar.not_a_session` when the day is none; `calendar.out_of_range`.
   */
  addSessions(date: CalendarDate, count: number): CalendarDate;
  /** How many sessions one session is after another: `addSessions(from, distance(from, to))` is `to`. */
  distance(from: CalendarDate, to: CalendarDate): number;
  /** When a session ends. @throws {InvalidInputError} `calendar.not_a_session`. */
  sessionClose(date: CalendarDate): Instant;
  /** Undefined for a session of the usual length. @throws {InvalidInputError} `calendar.not_a_session`. */
  earlyClose(date: CalendarDate): ShortSession | undefined;
}

export interface CalendarRules {
  readonly name: string;
  readonly first: CalendarDate;
  readonly last: CalendarDate;
  /** Every session from `first` to `last`, ascending; asked for once, when first needed. */
  dates(): readonly CalendarDate[];
  close(date: CalendarDate): Instant;
  /** The sessions that end before that; asked for once, when first needed. @default none */
  shortSessions?(): ReadonlyMap<CalendarDate, ShortSession>;
}

/** A calendar over the list of its sessions: every question is a bisection. */
export function calendarOver(rules: CalendarRules): Calendar {
  const { name, first, last } = rules;
  const sessions = once(rules.dates);
  const shortSessions = once(() => rules.shortSessions?.() ?? new Map<CalendarDate, ShortSession>());

  function outOfRange(what: string): InvalidInputError {
    return new InvalidInputError(
      'calendar.out_of_range',
      `calendar ${name} knows ${first} to ${last}; ${what} is beyond`,
    );
  }

  function requireKnown(date: CalendarDate): void {
    if (date < first || date > last) throw outOfRange(date);
  }

  /** How many sessions are before a day. */
  function countBefore(date: CalendarDate): number {
    requireKnown(date);
    const all = sessions();
    let low = 0;
    let high = all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((all[middle] ?? date) < date) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function isSession(date: CalendarDate): boolean {
    return sessions()[countBefore(date)] === date;
  }

  function indexOf(date: CalendarDate): number {
    const index = countBefore(date);
    if (sessions()[index] === date) return index;
    throw new InvalidInputError(
      'calendar.not_a_session',
      `${date} is no session of calendar ${name}; the one before it is ${sessions()[index - 1] ?? 'none'}, after it ${sessions()[index] ?? 'none'}`,
    );
  }

  function sessionAt(index: number, what: string): CalendarDate {
    const session = sessions()[index];
    if (session === undefined) throw outOfRange(what);
    return session;
  }

  return {
    name,
    first,
    last,
    isSession,
    sessions: (from, to) => {
      const end = countBefore(to) + (isSession(to) ? 1 : 0);
      return sessions().slice(countBefore(from), end);
    },
    next: (date) => sessionAt(countBefore(date) + (isSession(date) ? 1 : 0), `the session after ${date}`),
    previous: (date) => sessionAt(countBefore(date) - 1, `the session before ${date}`),
    onOrAfter: (date) => sessionAt(countBefore(date), `the session on or after ${date}`),
    onOrBefore: (date) => sessionAt(countBefore(date) - (isSession(date) ? 0 : 1), `the session on or before ${date}`),
    addSessions: (date, count) => sessionAt(indexOf(date) + count, `${count} sessions from ${date}`),
    distance: (from, to) => indexOf(to) - indexOf(from),
    sessionClose: (date) => {
      indexOf(date);
      return shortSessions().get(date)?.closesAt ?? rules.close(date);
    },
    earlyClose: (date) => {
      indexOf(date);
      return shortSessions().get(date);
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
