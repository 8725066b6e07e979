import { describe, expect, it } from 'vitest';
import { checkScoreDistribution } from './score-distribution.ts';
import { predictionsOf } from './test-predictions.ts';

describe('checkScoreDistribution', () => {
  it('accepts finite scores that differ, and a lone row', () => {
    const predictions = predictionsOf(['A', '2020-01-03', 0, 1], ['B', '2020-01-03', 0, 2], ['A', '2020-01-10', 0, 3]);

    expect(checkScoreDistribution(predictions)).toEqual([]);
  });

  it('finds scores that are not finite', () => {
    const predictions = predictionsOf(
      ['A', '2020-01-03', 0, Number.POSITIVE_INFINITY],
      ['B', '2020-01-03', 0, Number.NaN],
      ['C', '2020-01-03', 0, 1],
    );

    expect(checkScoreDistribution(predictions)).toMatchObject([
      { message: '2 of 3 scores are not finite', rows: 2, examples: ['A 2020-01-03', 'B 2020-01-03'] },
    ]);
  });

  it('finds dates on which the model is constant', () => {
    const predictions = predictionsOf(['A', '2020-01-03', -1, 5], ['B', '2020-01-03', 1, 5]);

    expect(checkScoreDistribution(predictions)).toMatchObject([{ value: 1, examples: ['2020-01-03'] }]);
  });
});
