import { describe, expect, it } from 'vitest';
import { checkSignalCoverage } from './signal-coverage.ts';
import { predictionsOf } from './test-predictions.ts';

const FIRST = Date.parse('2020-01-03');
const SECOND = Date.parse('2020-01-10');

describe('checkSignalCoverage', () => {
  it('accepts a date that just reaches the share', () => {
    const predictions = predictionsOf(['A', '2020-01-03', 0], ['B', '2020-01-03', 0]);

    expect(checkSignalCoverage(predictions, new Map([[FIRST, 4]]), { minimumShare: 0.5 })).toEqual([]);
  });

  it('names thin dates with their counts, and counts what is missing', () => {
    const predictions = predictionsOf(['A', '2020-01-03', 0], ['A', '2020-01-10', 0], ['B', '2020-01-10', 0]);
    const expected = new Map([
      [FIRST, 4],
      [SECOND, 2],
    ]);

    expect(checkSignalCoverage(predictions, expected)).toEqual([
      {
        contract: 'signal.coverage',
        message: '1 of 2 dates cover less than 0.65 of their universe, the least is 0.250',
        rows: 3,
        value: 0.25,
        limit: 0.65,
        examples: ['2020-01-03 1 of 4'],
      },
    ]);
  });

  it('finds a date without predictions and an empty universe', () => {
    const expected = new Map([
      [FIRST, 2],
      [SECOND, 0],
    ]);

    expect(checkSignalCoverage(predictionsOf(), expected)).toMatchObject([
      { value: 0, examples: ['2020-01-03 0 of 2', '2020-01-10 0 of 0'] },
    ]);
  });
});
