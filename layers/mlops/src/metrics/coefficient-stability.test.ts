import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coefficientStability, meansBy } from './coefficient-stability.ts';

const on = (date: string, value: number) => ({ decisionTime: Date.parse(`${date}T21:00:00.000Z`), value });

describe('coefficientStability', () => {
  it('parts years and months by the calendar, in UTC', () => {
    const stability = coefficientStability([
      on('2019-12-30', 0.1),
      on('2019-12-31', 0.3),
      on('2020-01-01', -0.1),
      on('2020-02-29', 0.1),
    ]);

    // Years 0.2 and 0: sd 0.2/√2. Months 0.2, −0.1, 0.1.
    expect(Object.fromEntries(stability?.byYear ?? [])).toEqual({ '2019': expect.closeTo(0.2, 15), '2020': 0 });
    expect(stability?.yearlyStandardDeviation).toBeCloseTo(0.2 / Math.SQRT2, 15);
    expect(stability?.positiveMonthsShare).toBeCloseTo(2 / 3, 15);
    expect(stability?.worstTwelveMonths).toBeUndefined();
  });

  it('finds the least mean over 12 consecutive calendar months, with empty ones among them', () => {
    const values = [on('2019-01-15', 0.9), on('2019-02-15', 0.1), on('2020-01-10', -0.3), on('2020-02-10', 0.5)];

    // January 2019 to December: 0.5; February to January: −0.1; March to February: 0.1.
    expect(coefficientStability(values)?.worstTwelveMonths).toBeCloseTo(-0.1, 15);
  });

  it('agrees with Date on every month', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1600-01-01'), max: new Date('2400-12-31'), noInvalidDate: true }),
        (date) => {
          const stability = coefficientStability([{ decisionTime: date.getTime(), value: 1 }]);

          expect([...(stability?.byYear.keys() ?? [])]).toEqual([String(date.getUTCFullYear())]);
        },
      ),
    );
  });

  it('is undefined for no values', () => {
    expect(coefficientStability([])).toBeUndefined();
  });
});

describe('meansBy', () => {
  it('is the mean of each key in order of appearance, such as a regime', () => {
    const regimes = ['turbulent', 'calm', 'turbulent'];

    const means = meansBy([{ value: 1 }, { value: 5 }, { value: 3 }], (_, i) => regimes[i]);

    expect([...means]).toEqual([
      ['turbulent', 2],
      ['calm', 5],
    ]);
  });
});
