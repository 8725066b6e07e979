import { type CalendarDate, CalendarDateSchema } from '@optaic/mlops/base';
import { BacktestWalkSchema } from '@optaic/mlops/registry/records';
import { describe, expect, it } from 'vitest';
import { planWalk } from './plan-walk.ts';

/** Every weekday of a stretch. */
function weekdays(from: string, to: string): CalendarDate[] {
  const days: CalendarDate[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000) {
    const day = new Date(time);
    if (day.getUTCDay() % 6 !== 0) days.push(CalendarDateSchema.parse(day.toISOString().slice(0, 10)));
  }
  return days;
}
const days = weekdays('2014-12-01', '2016-03-31');
const walk = (changed: object) =>
  BacktestWalkSchema.parse({ from: '2015-01-01', to: '2015-12-31', stepDays: 5, refit: 'yearly', ...changed });

describe('planWalk', () => {
  it('decides every step and trains once a year, on the last day before the first decision', () => {
    const [segment, ...others] = planWalk(days, walk({}));

    expect(others).toEqual([]);
    expect(segment?.trainAsOf).toBe('2014-12-31');
    expect(segment?.decisions.slice(0, 3)).toEqual(['2015-01-01', '2015-01-08', '2015-01-15']);
    expect(segment?.decisions).toHaveLength(53);
  });

  it.each([
    ['never', 1],
    ['yearly', 2],
    ['quarterly', 5],
    ['monthly', 15],
  ] as const)('trains %s', (refit, fits) => {
    const segments = planWalk(days, walk({ refit, to: '2016-03-31' }));

    expect(segments).toHaveLength(fits);
    expect(segments.flatMap(({ decisions }) => decisions)).toHaveLength(66);
  });

  it('never decides on a day that its model could have been trained on', () => {
    for (const { trainAsOf, decisions } of planWalk(days, walk({ refit: 'monthly', stepDays: 1 }))) {
      expect(decisions.every((date) => date > trainAsOf)).toBe(true);
    }
  });

  it('fails without a day to decide on, and without one before it', () => {
    expect(() => planWalk(days, walk({ from: '2020-01-01', to: '2020-12-31' }))).toThrow(
      'no trading day from 2020-01-01',
    );
    expect(() => planWalk(days, walk({ from: '2014-12-01' }))).toThrow('no trading day before 2014-12-01');
  });
});
