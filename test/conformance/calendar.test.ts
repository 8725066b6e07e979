import { CalendarDateSchema } from '@optaic/mlops/base';
import { nyse } from '@optaic/mlops/data/calendar';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { describeWithPython } from './support/describe-with-python.ts';

const FIRST = CalendarDateSchema.parse('1990-01-01');
const LAST = CalendarDateSchema.parse('2035-12-31');
const ClosesSchema = z.record(z.string(), z.string());
const SchedulesSchema = z.strictObject({ exchange_calendars: ClosesSchema, pandas_market_calendars: ClosesSchema });

/** Session → the close that we give and they do not: neither package has all of them, each is in the other. */
const KNOWN_DIFFERENCES = {
  // It leaves out the unplanned ends of a session.
  exchange_calendars: {
    '1994-02-11': '1994-02-11T19:30:00.000Z',
    '1996-01-08': '1996-01-08T19:00:00.000Z',
    '1997-10-27': '1997-10-27T20:30:00.000Z',
    '2005-06-01': '2005-06-01T19:56:00.000Z',
  },
  // It calls this one disputed; the exchange's chairman announced it (The Independent, 5 June 1999).
  pandas_market_calendars: { '1999-12-31': '1999-12-31T18:00:00.000Z' },
} as const;

describeWithPython('nyse, beside two calendars of the field', (python) => {
  const schedules = SchedulesSchema.parse(JSON.parse(python.run('test/conformance/nyse_schedule.py', [FIRST, LAST])));
  const ours = Object.fromEntries(nyse.sessions(FIRST, LAST).map((date) => [date, nyse.sessionClose(date)]));

  it.each(['exchange_calendars', 'pandas_market_calendars'] as const)('has the sessions of %s', (name) => {
    expect(Object.keys(ours)).toEqual(Object.keys(schedules[name]));
    expect(Object.keys(ours).length).toBeGreaterThan(11_500);
  });

  it.each(['exchange_calendars', 'pandas_market_calendars'] as const)(
    'closes every session when %s does, but for the ones known to differ',
    (name) => {
      const theirs = schedules[name];
      const different = Object.entries(ours).filter(([date, close]) => theirs[date] !== close);

      expect(Object.fromEntries(different)).toEqual(KNOWN_DIFFERENCES[name]);
    },
  );
});
