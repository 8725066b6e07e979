import { describe, expect, it } from 'vitest';
import { nextFireMs } from './schedule-expression.ts';

function next(expression: string, after: string, timeZone = 'UTC', created = after): string | undefined {
  const ms = nextFireMs(expression, timeZone, { afterMs: Date.parse(after), createdAtMs: Date.parse(created) });
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

describe('nextFireMs', () => {
  it('reads cron in its time zone, across the change to summer time', () => {
    const nyClose = 'cron(30 18 ? * MON-FRI *)';

    expect(next(nyClose, '2020-03-06T12:00:00Z', 'America/New_York')).toBe('2020-03-06T23:30:00.000Z');
    // Friday evening is over; Monday is after the change of 8 March.
    expect(next(nyClose, '2020-03-06T23:30:00Z', 'America/New_York')).toBe('2020-03-09T22:30:00.000Z');
  });

  it('counts Sunday as 1, as AWS does', () => {
    expect(next('cron(0 9 ? * 6 *)', '2020-03-01T00:00:00Z')).toBe('2020-03-06T09:00:00.000Z');
    expect(next('cron(0 9 ? * 1 *)', '2020-03-02T00:00:00Z')).toBe('2020-03-08T09:00:00.000Z');
  });

  it('knows days of the month, steps and years', () => {
    expect(next('cron(0 0 L * ? *)', '2020-02-10T00:00:00Z')).toBe('2020-02-29T00:00:00.000Z');
    expect(next('cron(0/15 * * * ? *)', '2020-02-10T00:16:00Z')).toBe('2020-02-10T00:30:00.000Z');
    expect(next('cron(0 0 1 1 ? 2019)', '2020-02-10T00:00:00Z')).toBeUndefined();
  });

  it('counts a rate from the creation', () => {
    expect(next('rate(5 minutes)', '2020-01-01T00:07:00Z', 'UTC', '2020-01-01T00:01:00Z')).toBe(
      '2020-01-01T00:11:00.000Z',
    );
    expect(next('rate(1 day)', '2020-01-01T00:00:00Z')).toBe('2020-01-02T00:00:00.000Z');
  });

  it('fires at() once, in its time zone', () => {
    expect(next('at(2020-07-01T09:00:00)', '2020-06-01T00:00:00Z', 'Europe/Paris')).toBe('2020-07-01T07:00:00.000Z');
    expect(next('at(2020-07-01T09:00:00)', '2020-07-01T07:00:00Z', 'Europe/Paris')).toBeUndefined();
  });

  it.each([
    ['cron(0 9 * * * *)', 'exactly one of the two day fields'],
    ['cron(0 9 ? * MON)', '6 fields'],
    ['cron(99 9 ? * MON *)', 'cron(99 9 ? * MON *)'],
    ['rate(0 minutes)', 'a rate is'],
    ['every day', 'every day'],
  ])('refuses %s', (expression, reason) => {
    expect(() => next(expression, '2020-01-01T00:00:00Z')).toThrow(reason);
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => next('cron(0 9 ? * MON *)', '2020-01-01T00:00:00Z', 'Mars/Olympus')).toThrow('Mars/Olympus');
  });
});
