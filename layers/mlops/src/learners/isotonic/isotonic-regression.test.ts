import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fitIsotonic, predictIsotonic } from './isotonic-regression.ts';

describe('fitIsotonic', () => {
  it('pools what descends into its mean', () => {
    // 1 3 2 6: the pair 3, 2 descends and becomes 2.5 twice.
    expect(fitIsotonic([1, 2, 3, 4], [1, 3, 2, 6])).toEqual({ x: [1, 2, 3, 4], y: [1, 2.5, 2.5, 6] });
  });

  it('takes equal scores for one point', () => {
    expect(fitIsotonic([1, 1, 2], [0, 1, 1])).toEqual({ x: [1, 2], y: [0.5, 1] });
  });

  it('is a constant for labels that descend all the way', () => {
    const model = fitIsotonic([3, 1, 2], [1, 3, 2]);

    expect([...predictIsotonic(model, [0, 1, 2.5, 9])]).toEqual([2, 2, 2, 2]);
  });

  it('never decreases, and keeps the mean of the labels on its rows', () => {
    const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 1 })), { minLength: 1 });
    fc.assert(
      fc.property(pairs, (rows) => {
        const [x, y] = [rows.map(([score]) => score), rows.map(([, label]) => label)];
        const fitted = predictIsotonic(fitIsotonic(x, y), x);

        const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
        expect(sum(fitted)).toBeCloseTo(sum(y), 9);
        rows.forEach(([score], i) => {
          x.forEach((other, j) => {
            if (score <= other) expect(fitted[i]).toBeLessThanOrEqual(fitted[j]);
          });
        });
      }),
    );
  });

  it.each([
    { x: [], y: [], message: '0 scores and 0 labels' },
    { x: [1], y: [1, 2], message: '1 scores and 2 labels' },
    { x: [1, Number.NaN], y: [1, 2], message: 'row 1 has score NaN' },
  ])('refuses $x and $y', ({ x, y, message }) => {
    expect(() => fitIsotonic(x, y)).toThrow(message);
  });
});

describe('predictIsotonic', () => {
  it('is linear between knots and constant beyond them', () => {
    const values = predictIsotonic({ x: [0, 2], y: [0.25, 0.75] }, [-1, 0, 1, 2, 5, Number.NaN]);

    expect([...values]).toEqual([0.25, 0.25, 0.5, 0.75, 0.75, Number.NaN]);
  });
});
