import type { LabelledPanel } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { evaluator } from './evaluator.ts';

/** Five assets a date; the labels of a date are given by their ranks. */
function panelOf(...labels: number[][]): LabelledPanel {
  const rows = labels.length * 5;
  return {
    rows,
    entity: Array.from({ length: rows }, (_, row) => `A${row % 5}`),
    decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 5)),
    featureNames: ['a'],
    features: new Float32Array(rows),
    labels: Float32Array.from(labels.flat()),
  };
}

describe('evaluator', () => {
  it('judges each date by its ranks, then the dates by their mean and errors', () => {
    // Of 1 2 3 4 5: equal ranks give 1, 2 1 4 3 5 gives 0.8, and 3 3 3 3 3 none. Mean 0.9, sd √0.02, naive error 0.1.
    // Lag 4 over two dates: γ₀ = 0.01, γ₁ = −0.005; S = 0.01 − 2 · 4/5 · 0.005 = 0.002; error √(0.002/2 · 2) = √0.002.
    const panel = panelOf([1, 2, 3, 4, 5], [2, 1, 4, 3, 5], [3, 3, 3, 3, 3]);
    const score = Float32Array.from({ length: 15 }, (_, row) => row % 5);

    const metrics = evaluator.evaluate(panel, score);

    expect(metrics).toEqual({
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
    const metrics = evaluator.evaluate(panelOf([1, 2, 3, 4, 5]), Float32Array.of(1, 2, 3, 4, 5));

    expect(metrics).toEqual({
      rankInformationCoefficientDates: 1,
      rankInformationCoefficientSkippedDates: 0,
      meanRankInformationCoefficient: expect.closeTo(1, 12),
    });
  });
});
