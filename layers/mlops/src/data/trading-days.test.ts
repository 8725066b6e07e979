import { CalendarDateSchema } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { instant, openTestBench, testSchema } from './test-tables.ts';
import { featureCutoff, lastTradingDay, tradingDays } from './trading-days.ts';

const date = (text: string) => CalendarDateSchema.parse(text);
const calendar = ['2020-01-02', '2020-01-03', '2020-01-06'].map(date);

describe('tradingDays', () => {
  it('are the dates that the rows known by then are about', async () => {
    await using bench = await openTestBench();
    const rows = [
      { entity: 'A', event: '2020-01-03', known: '2020-01-03', values: { v: 1 } },
      { entity: 'B', event: '2020-01-03T21:00:00Z', known: '2020-01-04', values: { v: 1 } },
      { entity: 'A', event: '2020-01-02', known: '2020-01-02', values: { v: 1 } },
      { entity: 'A', event: '2020-01-06', known: '2020-01-07', values: { v: 1 } },
    ];
    const dataset = await bench.dataset('prices', rows, testSchema(['v']));

    expect(await tradingDays(bench.db, { ...dataset, asOf: instant('2020-01-06') })).toEqual(calendar.slice(0, 2));
    expect(await tradingDays(bench.db, { ...dataset, asOf: instant('2020-01-07') })).toEqual(calendar);
    await expect(tradingDays(bench.db, { ...dataset, asOf: instant('2020-01-01') })).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'dataset.not_known_yet',
    });
  });
});

describe('lastTradingDay', () => {
  it('is the day itself, the last one before it, or undefined before the first', () => {
    expect(lastTradingDay(calendar, date('2020-01-03'))).toBe('2020-01-03');
    expect(lastTradingDay(calendar, date('2020-01-05'))).toBe('2020-01-03');
    expect(lastTradingDay(calendar, date('2020-02-01'))).toBe('2020-01-06');
    expect(lastTradingDay(calendar, date('2020-01-01'))).toBeUndefined();
  });
});

describe('featureCutoff', () => {
  it('is the end of the trading day featureLag days before the decision', () => {
    expect(featureCutoff(calendar, date('2020-01-06'), 0)).toBe('2020-01-06T23:59:59.999Z');
    expect(featureCutoff(calendar, date('2020-01-06'), 1)).toBe('2020-01-03T23:59:59.999Z');
  });

  it('is undefined where the calendar does not reach back so far', () => {
    expect(featureCutoff(calendar, date('2020-01-02'), 1)).toBeUndefined();
  });

  it('fails on a date that is no trading day, naming the one before', () => {
    expect(() => featureCutoff(calendar, date('2020-01-05'), 1)).toThrow(
      expect.objectContaining({ code: 'frame.not_a_trading_day', message: expect.stringContaining('2020-01-03') }),
    );
  });
});
