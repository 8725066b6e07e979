import { CalendarDateSchema, type Instant, InstantSchema } from '@optaic/mlops/base';
import { assert, integer, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveKnowledgeTime, describeKnowledgeRule } from './derive-knowledge-time.ts';
import { nyse } from './nyse.ts';
import { weekdays } from './plain-calendars.ts';

const date = (text: string) => CalendarDateSchema.parse(text);
const instant = (text: string): Instant => InstantSchema.parse(text);

describe('deriveKnowledgeTime', () => {
  it('is the close of a session for its own date, so 18:00 UTC on Christmas Eve', () => {
    expect(deriveKnowledgeTime(nyse, date('2024-12-23'))).toBe('2024-12-23T21:00:00.000Z');
    expect(deriveKnowledgeTime(nyse, date('2024-12-24'))).toBe('2024-12-24T18:00:00.000Z');
  });

  it('is lag sessions and minutes later: the close of Thursday the 26th, with Christmas between, and half an hour', () => {
    expect(deriveKnowledgeTime(nyse, date('2024-12-24'), { lagSessions: 1, lagMinutes: 30 })).toBe(
      '2024-12-26T21:30:00.000Z',
    );
  });

  it('waits for the next session with what happens when the market is closed, after the close of a day too', () => {
    expect(deriveKnowledgeTime(nyse, date('2024-12-25'))).toBe('2024-12-26T21:00:00.000Z');
    expect(deriveKnowledgeTime(nyse, instant('2024-12-23T21:00:00.000Z'))).toBe('2024-12-23T21:00:00.000Z');
    expect(deriveKnowledgeTime(nyse, instant('2024-12-23T21:00:00.001Z'))).toBe('2024-12-24T18:00:00.000Z');
  });

  it('takes the end of the day on a calendar of business days', () => {
    expect(deriveKnowledgeTime(weekdays, date('2024-12-28'), { lagSessions: 2 })).toBe('2025-01-01T23:59:59.999Z');
  });

  it('is never before the event, and never later for an earlier event', () => {
    const times = integer({ min: Date.parse('1990-01-03'), max: Date.parse('2035-01-01') });
    const lags = integer({ min: 0, max: 20 });
    assert(
      property(times, integer({ min: 0, max: 864_000_000 }), lags, lags, (first, gap, lagSessions, lagMinutes) => {
        const [a, b] = [first, first + gap].map((time) => instant(new Date(time).toISOString()));
        if (a === undefined || b === undefined) return;
        const lag = { lagSessions, lagMinutes };

        expect(deriveKnowledgeTime(nyse, a, lag) >= a).toBe(true);
        expect(deriveKnowledgeTime(nyse, a, lag) <= deriveKnowledgeTime(nyse, b, lag)).toBe(true);
      }),
    );
  });
});

describe('describeKnowledgeRule', () => {
  it('says the rule in words', () => {
    expect(describeKnowledgeRule({ calendar: 'nyse', lagSessions: 0, lagMinutes: 0 })).toBe(
      "derived: known at the close of the event's NYSE session",
    );
    expect(describeKnowledgeRule({ calendar: 'nyse', lagSessions: 1, lagMinutes: 30 })).toBe(
      "derived: known 1 session and 30 minutes after the close of the event's NYSE session",
    );
    expect(describeKnowledgeRule({ calendar: 'weekdays', lagSessions: 2, lagMinutes: 0 })).toBe(
      "derived: known 2 weekdays after the end of the event's weekday, UTC",
    );
  });
});
