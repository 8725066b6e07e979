import { InvalidInputError } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { informationCoefficient, rankInformationCoefficient } from './information-coefficient.ts';

describe('rankInformationCoefficient', () => {
  it('is 1 for equal orderings and -1 for opposite ones', () => {
    expect(rankInformationCoefficient([1, 2, 3, 4, 5], [10, 20, 21, 22, 1000])).toBeCloseTo(1, 12);
    expect(rankInformationCoefficient([1, 2, 3, 4, 5], [9, 8, 7, 6, -100])).toBeCloseTo(-1, 12);
  });

  it('is the Pearson correlation of the average-tie ranks', () => {
    // Ranks 1 2.5 2.5 4 5 and 2 1 3 4.5 4.5, mean 3: products of deviations (−2)(−1) + (−.5)(−2) + 0 + (1)(1.5) +
    // (2)(1.5) = 7.5; squares 9.5 and 9.5: 7.5/9.5.
    const coefficient = rankInformationCoefficient([1, 2, 2, 3, 4], [0.02, 0.01, 0.03, 0.05, 0.05]);

    expect(coefficient).toBeCloseTo(7.5 / 9.5, 12);
  });

  it('is undefined for fewer than 5 assets', () => {
    expect(rankInformationCoefficient([1, 2, 3, 4], [1, 2, 3, 4])).toBeUndefined();
    expect(rankInformationCoefficient([1, 2, 3, 4, Number.NaN], [1, 2, 3, 4, 5])).toBeUndefined();
    expect(rankInformationCoefficient([1, 2, 3, 4, 5], [1, 2, 3, 4, Number.NaN])).toBeUndefined();
  });

  it('is undefined without variance', () => {
    expect(rankInformationCoefficient([0.1, 0.1, 0.1, 0.1, 0.1], [1, 2, 3, 4, 5])).toBeUndefined();
    expect(rankInformationCoefficient([1, 2, 3, 4, 5], [0.1, 0.1, 0.1, 0.1, 0.1])).toBeUndefined();
  });

  it('fails when the lengths differ', () => {
    expect(() => rankInformationCoefficient([1, 2], [1])).toThrow(InvalidInputError);
    expect(() => rankInformationCoefficient([1, 2], [1])).toThrow('signal has 2 values and outcome 1');
  });

  it('does not move under increasing maps of either side', () => {
    const values = fc.array(fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })), {
      minLength: 5,
      maxLength: 30,
    });
    fc.assert(
      fc.property(values, (pairs) => {
        const signal = pairs.map(([s]) => s);
        const outcome = pairs.map(([, o]) => o);
        const plain = rankInformationCoefficient(signal, outcome);

        expect(
          rankInformationCoefficient(
            signal.map(Math.exp),
            outcome.map((o) => o ** 3),
          ),
        ).toBe(plain);
      }),
    );
  });
});

describe('informationCoefficient', () => {
  it('is the Pearson correlation over the assets that have both', () => {
    // Of 1 2 3 4 5 and 2 1 4 3 5: deviations' products 2 + 2 + 0 + 0 + 4 = 8 over √10·√10.
    const coefficient = informationCoefficient([1, 2, 3, 4, 5, Number.NaN], [2, 1, 4, 3, 5, 9]);

    expect(coefficient).toBeCloseTo(0.8, 12);
  });

  it('is undefined for fewer than 5 assets or no variance', () => {
    expect(informationCoefficient([1, 2, 3, 4], [1, 2, 3, 4])).toBeUndefined();
    expect(informationCoefficient([3, 3, 3, 3, 3], [1, 2, 3, 4, 5])).toBeUndefined();
  });
});
