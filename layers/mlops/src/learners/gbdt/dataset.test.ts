import { describe, expect, it } from 'vitest';
import { checkDataset, type GbdtDataset, selectRows } from './dataset.ts';

const dataset: GbdtDataset = {
  rows: 3,
  features: 2,
  featureNames: ['momentum', 'volatility'],
  values: Float32Array.of(1, 2, 3, 10, Number.NaN, 30),
  labels: Float32Array.of(0.5, -0.5, 0.25),
};

describe('selectRows', () => {
  it('takes rows in the order given, with labels and weights', () => {
    const weighted = { ...dataset, weights: Float32Array.of(1, 2, 3) };

    expect(selectRows(weighted, [2, 0])).toEqual({
      rows: 2,
      features: 2,
      featureNames: ['momentum', 'volatility'],
      values: Float32Array.of(3, 1, 30, 10),
      labels: Float32Array.of(0.25, 0.5),
      weights: Float32Array.of(3, 1),
    });
  });
});

describe('checkDataset', () => {
  it('accepts missing values', () => {
    expect(() => checkDataset(dataset, 'training')).not.toThrow();
  });

  it('counts labels that are not finite and shows the first ten rows', () => {
    const labels = Float32Array.from({ length: 24 }, (_, row) => (row % 2 === 0 ? Number.NaN : Infinity * (row - 11)));
    const wide = { ...dataset, rows: 24, values: new Float32Array(48), labels };

    expect(() => checkDataset(wide, 'training')).toThrow(
      expect.objectContaining({
        name: 'InvalidInputError',
        code: 'learner.label_not_finite',
        message:
          '24 labels of the training dataset are not finite: row 0 is NaN, row 1 is -Infinity, row 2 is NaN, ' +
          'row 3 is -Infinity, row 4 is NaN, row 5 is -Infinity, row 6 is NaN, row 7 is -Infinity, row 8 is NaN, ' +
          'row 9 is -Infinity, …',
        details: { count: 24, rows: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
      }),
    );
  });

  it.each([
    { change: { rows: 1 }, code: 'learner.too_few_rows' },
    { change: { features: 0 }, code: 'learner.shape_mismatch' },
    { change: { featureNames: ['momentum'] }, code: 'learner.shape_mismatch' },
    { change: { values: new Float32Array(5) }, code: 'learner.shape_mismatch' },
    { change: { labels: new Float32Array(2) }, code: 'learner.shape_mismatch' },
    { change: { weights: new Float32Array(4) }, code: 'learner.shape_mismatch' },
    { change: { featureNames: ['momentum', 'momentum'] }, code: 'learner.duplicate_feature' },
    { change: { values: Float32Array.of(1, 2, 3, 4, -Infinity, 6) }, code: 'learner.feature_infinite' },
    { change: { weights: Float32Array.of(1, -1, 1) }, code: 'learner.weight_invalid' },
    { change: { weights: Float32Array.of(1, Number.NaN, 1) }, code: 'learner.weight_invalid' },
    { change: { weights: new Float32Array(3) }, code: 'learner.weight_invalid' },
  ])('refuses $change with $code', ({ change, code }) => {
    expect(() => checkDataset({ ...dataset, ...change }, 'training')).toThrow(expect.objectContaining({ code }));
  });

  it('names the feature that is infinite', () => {
    const values = Float32Array.of(1, 2, 3, 4, Infinity, 6);

    expect(() => checkDataset({ ...dataset, values }, 'validation')).toThrow(
      '1 values of feature volatility in the validation dataset are not finite, or NaN where missing: row 1 is Infinity',
    );
  });
});
