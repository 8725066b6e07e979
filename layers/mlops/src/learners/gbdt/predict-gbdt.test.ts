import { describe, expect, it } from 'vitest';
import type { GbdtModel } from './gbdt-model.ts';
import { predictGbdt } from './predict-gbdt.ts';

const missing = Number.NaN;

/** x < 1 ? −2 : (y < 5, or missing ? 0.1 : 0.2), twice, over a base of 10. */
const model: GbdtModel = {
  objective: 'reg:squarederror',
  featureNames: ['x', 'y'],
  baseScore: 10,
  trees: [1, 2].map(() => ({
    leftChildren: [1, -1, 3, -1, -1],
    rightChildren: [2, -1, 4, -1, -1],
    splitFeatures: [0, 0, 1, 0, 0],
    splitConditions: [1, -2, 5, 0.1, 0.2].map(Math.fround),
    defaultLeft: [false, false, true, false, false],
    lossChanges: [1, 0, 1, 0, 0],
    sumHessians: [4, 2, 2, 1, 1],
    baseWeights: [0, -2, 0, 0, 0],
  })),
};

describe('predictGbdt', () => {
  it('goes left below a threshold, right at it, and by default where the value is missing', () => {
    const x = [0.5, 1, 1, missing, missing];
    const y = [9, 4, 5, missing, 9];

    const scores = predictGbdt(model, Float32Array.from([...x, ...y]), 5);

    const low = Math.fround(Math.fround(10 + Math.fround(0.1)) + Math.fround(0.1));
    const high = Math.fround(Math.fround(10 + Math.fround(0.2)) + Math.fround(0.2));
    expect(Array.from(scores)).toEqual([6, low, high, low, high]);
  });

  it('scores no rows', () => {
    expect(predictGbdt(model, new Float32Array(), 0)).toEqual(new Float32Array());
  });

  it('refuses values that do not hold the rows', () => {
    expect(() => predictGbdt(model, new Float32Array(5), 3)).toThrow(
      expect.objectContaining({
        code: 'learner.shape_mismatch',
        message: "values has 5 elements; 3 rows of the model's 2 features need 6",
      }),
    );
  });
});
