import { describe, expect, it } from 'vitest';
import { rankSkill } from './rank-skill.ts';

/** Five assets a date, scored 0 … 4; the outcomes of a date are given by their ranks. */
function skillOf(...outcomes: number[][]): Record<string, number> {
  const rows = outcomes.length * 5;
  return rankSkill({
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 5)),
    signal: Float32Array.from({ length: rows }, (_, row) => row % 5),
    outcome: outcomes.flat(),
    horizonDays: 5,
  });
}

describe('rankSkill', () => {
  it('judges each date by its ranks, then the dates by their mean and errors', () => {
    // Of 1 2 3 4 5: equal ranks give 1, 2 1 4 3 5 gives 0.8, and 3 3 3 3 3 none. Mean 0.9, sd √0.02, naive error 0.1.
    // Lag 4 over two dates: γ₀ = 0.01, γ₁ = −0.005; S = 0.01 − 2 · 4/5 · 0.005 = 0.002; error √(0.002/2 · 2) = √0.002.
    expect(skillOf([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [3, 3, 3, 3, 3])).toEqual({
      rankInformationCoefficientDates: 2,
      rankInformationCoefficientSkippedDates: 1,
      meanRankInformationCoefficient: expect.closeTo(0.9, 12),
      rankInformationCoefficientStandardDeviation: expect.closeTo(Math.sqrt(0.02), 12),
      rankInformationCoefficientRatio: expect.closeTo(0.9 / Math.sqrt(0.02), 10),
      rankInformationCoefficientStandardErrorNaive: expect.closeTo(0.1, 12),
      rankInformationCoefficientTStatisticNaive: expect.closeTo(9, 10),
      rankInformationCoefficientStandardError: expect.closeTo(Math.sqrt(0.002), 12),
      rankInformationCoefficientTStatistic: expect.closeTo(0.9 / Math.sqrt(0.002), 9),
    });
  });

  it('leaves out what too few dates define', () => {
    expect(skillOf([1, 2, 3, 4, 5])).toEqual({
      rankInformationCoefficientDates: 1,
      rankInformationCoefficientSkippedDates: 0,
      meanRankInformationCoefficient: expect.closeTo(1, 12),
    });
  });
});
