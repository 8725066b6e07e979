import { describe, expect, it } from 'vitest';
import { explainExclusion } from './explain-exclusion.ts';
import { purgedKFold } from './purged-k-fold.ts';
import { dailySamples } from './samples.testing.ts';
import { splitTrainValidation } from './split-train-validation.ts';
import { walkForward } from './walk-forward.ts';

describe('explainExclusion', () => {
  const samples = dailySamples(12, 1);

  it('names the interval of the label and of the test labels that it meets', () => {
    const [first, second] = purgedKFold(samples, { folds: 3, embargoDates: 2 });

    expect(first && explainExclusion(samples, first, 4, String)).toBe(
      'purged: its label spans 4 to 5 and meets the test labels of 0 to 4',
    );
    expect(first && explainExclusion(samples, first, 5, String)).toBe(
      'embargoed: its label spans 5 to 6 and begins in the embargo after 4, up to 6, of the test labels before it',
    );
    expect(second && explainExclusion(samples, second, 2, String)).toBeUndefined();
  });

  it('says when an embargo outlasts the calendar', () => {
    const [, second] = purgedKFold(samples, { folds: 3, embargoDates: 4 });

    expect(second && explainExclusion(samples, second, 11, String)).toBe(
      'embargoed: its label spans 11 to 12 and begins in the embargo after 8, up to the end of the calendar, of the test labels before it',
    );
  });

  it('words times as instants', () => {
    const day = 86_400_000;
    const start = Float64Array.of(0, day);
    const [split] = purgedKFold({ start, end: Float64Array.of(day, day) }, { folds: 2, embargoDates: 0 });

    expect(split && explainExclusion({ start, end: Float64Array.of(day, day) }, split, 1)).toBe(
      'purged: its label spans 1970-01-02T00:00:00.000Z to 1970-01-02T00:00:00.000Z and meets the test labels of 1970-01-01T00:00:00.000Z to 1970-01-02T00:00:00.000Z',
    );
  });

  it('tells an embargo before the test labels and a gap apart', () => {
    const holdout = splitTrainValidation(samples, { validationShare: 0.25, embargoDates: 1 });
    const [walk] = walkForward(samples, {
      window: 'rolling',
      trainDates: 2,
      testDates: 2,
      gapDates: 2,
      embargoDates: 0,
    });

    expect(explainExclusion(samples, holdout, 7, String)).toBe(
      'embargoed: its label spans 7 to 8, too shortly before the test labels that begin 9',
    );
    expect(walk && explainExclusion(samples, walk, 2, String)).toBe(
      'gap: its label spans 2 to 3, within the gap before the test dates that begin 4',
    );
  });
});
