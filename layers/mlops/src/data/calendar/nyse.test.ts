import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { nyse } from './nyse.ts';

const date = (text: string): CalendarDate => CalendarDateSchema.parse(text);

describe('nyse', () => {
  it('has exactly the days of a real index from 1990 to 2022', () => {
    const file = new URL('../../../../../test/data/us-index.csv.gz', import.meta.url);
    const [, ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trim().split('\n');
    const days = lines.map((line) => line.split(',')[0]);

    expect(days).toHaveLength(8_313);
    expect(nyse.sessions(date('1990-01-01'), date('2022-12-28'))).toEqual(days);
  });

  it.each([
    ['2000-01-03', 'New Year on a Saturday: the Friday before it is a session, as is the Monday after it', true],
    ['1999-12-31', 'New Year on a Saturday: the Friday before it ends the books', true],
    ['1997-01-20', 'Martin Luther King Jr. Day before 1998', true],
    ['1998-01-19', 'Martin Luther King Jr. Day since 1998', false],
    ['2021-06-18', 'Juneteenth before 2022', true],
    ['2022-06-20', 'Juneteenth on a Sunday', false],
    ['2001-09-14', 'attack on the World Trade Center', false],
    ['2001-09-17', 'reopened', true],
    ['2018-12-05', 'mourning for President George H. W. Bush', false],
    ['2025-01-09', 'mourning for President Carter', false],
    ['2024-03-29', 'Good Friday', false],
  ])('%s: %s', (day, _, open) => {
    expect(nyse.isSession(date(day))).toBe(open);
  });

  it('ends a session at 16:00 New York time: 21:00 UTC in winter, 20:00 in summer', () => {
    expect(nyse.sessionClose(date('2024-01-02'))).toBe('2024-01-02T21:00:00.000Z');
    expect(nyse.sessionClose(date('2024-07-02'))).toBe('2024-07-02T20:00:00.000Z');
    expect(nyse.earlyClose(date('2024-07-02'))).toBeUndefined();
  });

  it.each([
    ['1991-11-29', '21:00', undefined],
    ['1992-11-27', '19:00', 'day after Thanksgiving'],
    ['1992-12-24', '19:00', 'Christmas Eve'],
    ['1993-11-26', '18:00', 'day after Thanksgiving'],
    ['1994-02-11', '19:30', 'snow storm'],
    ['1994-07-05', '20:00', undefined],
    ['1996-07-03', '20:00', undefined],
    ['1996-07-05', '17:00', 'day after Independence Day'],
    ['1997-10-27', '20:30', 'circuit breaker after a fall of 550 points'],
    ['1999-12-31', '18:00', 'turn of the year 2000'],
    ['2008-12-26', '21:00', undefined],
    ['2013-07-03', '17:00', 'day before Independence Day'],
    ['2019-07-05', '20:00', undefined],
    ['2026-07-02', '20:00', undefined],
  ])('%s ends at %s UTC (%s)', (day, time, reason) => {
    expect(nyse.sessionClose(date(day))).toBe(`${day}T${time}:00.000Z`);
    expect(nyse.earlyClose(date(day))?.reason).toBe(reason);
  });
});
