import { describe, expect, it } from 'vitest';
import { crossSections, rankInformationCoefficientByDate } from './information-coefficient-by-date.ts';

describe('rankInformationCoefficientByDate', () => {
  it('judges each cross-section apart and counts the rows with both sides', () => {
    const decisionTime = Float64Array.from([1, 1, 1, 1, 1, 2, 2, 2, 2, 2]);
    const signal = [1, 2, 3, 4, 5, 1, 2, 3, 4, 5];
    const outcome = [1, 2, 3, 4, 5, 5, 4, 3, 2, Number.NaN];

    const coefficients = rankInformationCoefficientByDate(decisionTime, signal, outcome);

    expect(coefficients).toEqual([
      { decisionTime: 1, value: expect.closeTo(1, 12), assets: 5 },
      { decisionTime: 2, value: undefined, assets: 4 },
    ]);
  });

  it('fails when the lengths differ', () => {
    expect(() => rankInformationCoefficientByDate(Float64Array.of(1), [1], [])).toThrow(
      '1 decision times, 1 signals and 0 outcomes',
    );
  });
});

describe('crossSections', () => {
  it('gives the row ranges of equal decision times', () => {
    expect(crossSections(Float64Array.of(3, 3, 5, 8, 8))).toEqual([
      [0, 2],
      [2, 3],
      [3, 5],
    ]);
    expect(crossSections(new Float64Array())).toEqual([]);
  });

  it('fails when a time precedes the one before it', () => {
    expect(() => crossSections(Float64Array.of(3, 2))).toThrow('row 1 has decision time 2');
  });
});
