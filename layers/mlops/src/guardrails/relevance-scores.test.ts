import { describe, expect, it } from 'vitest';
import { checkRelevanceScores } from './relevance-scores.ts';
import { predictionsOf } from './test-predictions.ts';

const FEATURES = ['momentum', 'value'];

describe('checkRelevanceScores', () => {
  it('passes one score a feature and decision, one in sum', () => {
    const predictions = predictionsOf(
      ['momentum', '2020-01-02', 0.3],
      ['value', '2020-01-02', 0.7],
      ['momentum', '2020-01-03', 1],
      ['value', '2020-01-03', 0],
    );

    expect(checkRelevanceScores(predictions, FEATURES)).toEqual([]);
  });

  it('finds what is outside, missing, strange, and not one in sum, and names it', () => {
    const predictions = predictionsOf(
      ['momentum', '2020-01-02', 1.5],
      ['value', '2020-01-02', -0.5],
      ['momentum', '2020-01-03', 1],
      ['size', '2020-01-06', 0.2],
      ['value', '2020-01-06', 0.2],
    );

    const findings = checkRelevanceScores(predictions, FEATURES);

    expect(findings.map(({ message, examples }) => [message, examples])).toEqual([
      ['2 of 5 scores are outside [0, 1]', ['momentum 2020-01-02', 'value 2020-01-02']],
      ['1 of 5 rows are about no feature of the model', ['size 2020-01-06']],
      ['1 of 3 decisions have not one row for each of 2 features', ['2020-01-03']],
      ['the scores of 1 of 3 decisions are not one in sum', [expect.stringMatching(/^2020-01-06 0\.4/)]],
    ]);
  });

  it('finds scores that are no numbers', () => {
    const predictions = predictionsOf(['momentum', '2020-01-02', Number.NaN], ['value', '2020-01-02', 1]);

    expect(checkRelevanceScores(predictions, FEATURES)).toHaveLength(2);
  });
});
