import { describe, expect, it } from 'vitest';
import { purgedKFold } from './purged-k-fold.ts';
import { dailySamples } from './samples.testing.ts';
import { dateAxis, labelEnds, takeSamples } from './samples.ts';

const days = (...times: number[]) => Float64Array.from(times);

describe('dateAxis', () => {
  it('orders rows by date, ties as they came', () => {
    const axis = dateAxis({ start: days(5, 3, 5, 3), end: days(6, 9, 5, 4) });

    expect(axis).toMatchObject({
      order: Int32Array.of(1, 3, 0, 2),
      dates: days(3, 5),
      firstRow: Int32Array.of(0, 2, 4),
      latestEnd: days(9, 6),
      calendar: days(3, 5),
    });
  });

  it.each([
    ['split.samples_malformed', 'no row', { start: days(), end: days() }],
    ['split.samples_malformed', 'shapes that differ', { start: days(1, 2), end: days(1) }],
    ['split.samples_malformed', 'a label that ends before it begins', { start: days(1, 2), end: days(1, 1.5) }],
    ['split.samples_malformed', 'a label that never ends', { start: days(1), end: days(Number.POSITIVE_INFINITY) }],
    ['split.samples_malformed', 'a missing time', { start: days(Number.NaN), end: days(1) }],
    [
      'split.dates_malformed',
      'a calendar that does not ascend',
      { start: days(1), end: days(1), calendar: days(1, 1) },
    ],
    ['split.dates_malformed', 'a date that the calendar lacks', { start: days(2), end: days(2), calendar: days(1, 3) }],
  ])('fails with %s for %s', (code, _, samples) => {
    expect(() => dateAxis(samples)).toThrow(expect.objectContaining({ code }));
  });
});

describe('labelEnds', () => {
  const calendar = days(10, 11, 14, 15, 16);

  it('is the trading day of the horizon, or later where the label was known later', () => {
    expect(labelEnds(days(10, 11, 16), calendar, 2)).toEqual(days(14, 15, 16));
    expect(labelEnds(days(10, 11, 16), calendar, 2, days(14.9, 12, 16.5))).toEqual(days(14.9, 15, 16.5));
  });

  it('fails for a decision on no trading day', () => {
    expect(() => labelEnds(days(12), calendar, 1)).toThrow(expect.objectContaining({ code: 'split.dates_malformed' }));
  });
});

describe('takeSamples', () => {
  it('lets a training set be split again, and the calendar stay', () => {
    const outer = { ...dailySamples(9, 1), calendar: days(0, 1, 2, 3, 4, 5, 6, 7, 8, 9) };
    const [split] = [...purgedKFold(outer, { folds: 3, embargoDates: 0 })].slice(1);
    const train = split?.train ?? Int32Array.of();

    const inner = takeSamples(outer, train);

    expect([...train]).toEqual([0, 1, 7, 8]);
    expect(inner).toEqual({ start: days(0, 1, 7, 8), end: days(1, 2, 8, 9), calendar: outer.calendar });
    // Labels of day 1 end on day 2, those of day 7 begin on day 7: nothing to purge between the halves.
    expect([...purgedKFold(inner, { folds: 2, embargoDates: 0 })].map((fold) => [...fold.train])).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });
});
