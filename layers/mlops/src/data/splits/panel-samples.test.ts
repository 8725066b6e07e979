import { describe, expect, it } from 'vitest';
import { panelSamples } from './panel-samples.ts';
import { purgedKFold } from './purged-k-fold.ts';

describe('panelSamples', () => {
  it('ends a label on the date of the panel that is the horizon later, the last ones with the panel', () => {
    const samples = panelSamples(Float64Array.of(1, 1, 2, 5, 6), 2);

    expect(samples).toEqual({
      start: Float64Array.of(1, 1, 2, 5, 6),
      end: Float64Array.of(5, 5, 6, 6, 6),
      calendar: Float64Array.of(1, 2, 5, 6),
    });
  });

  it('counts the days that another panel has and this one lacks', () => {
    const { end } = panelSamples(Float64Array.of(1, 5), 1, Float64Array.of(1, 2, 5, 6));

    expect(end).toEqual(Float64Array.of(2, 6));
  });

  it('makes folds whose training labels end before the test dates or begin after their labels', () => {
    const decisionTime = Float64Array.from({ length: 60 }, (_, row) => Math.floor(row / 3));
    const samples = panelSamples(decisionTime, 2);

    for (const { train, test, blocks } of purgedKFold(samples, { folds: 4, embargoDates: 1 })) {
      expect(test.length).toBe(15);
      for (const row of train) {
        const { from, until } = blocks[0] ?? { from: 0, until: 0 };
        expect(samples.end[row] < from || samples.start[row] > until + 1).toBe(true);
      }
    }
  });
});
