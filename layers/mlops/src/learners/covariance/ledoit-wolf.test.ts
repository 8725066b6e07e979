import { describe, expect, it } from 'vitest';
import { ledoitWolf } from './ledoit-wolf.ts';
import { solvePositiveDefinite } from './solve-positive-definite.ts';

const observations = Float64Array.from({ length: 36 }, (_, at) => {
  const [i, j] = [Math.floor(at / 3), at % 3];
  return Math.sin(1.7 * i + j * j) * (1 + j) + ((0.3 * i) % 2);
});

describe('ledoitWolf', () => {
  it('equals scikit-learn', () => {
    const { covariance, intensity } = ledoitWolf(observations, 3);

    expect(intensity).toBeCloseTo(0.12090040085605488, 12);
    expect(covariance[0]).toBeCloseTo(0.8816393830480515, 12);
    expect(covariance[1]).toBeCloseTo(0.3909388407525288, 12);
    expect(covariance[7]).toBeCloseTo(-2.25353143109412, 12);
  });

  it('shrinks more the more observations overlap, up to the identity alone', () => {
    const [one, five, all] = [1, 5, 1000].map((overlap) => ledoitWolf(observations, 3, { overlap }).intensity);

    expect(five).toBeCloseTo(5 * one, 12);
    expect(all).toBe(1);
  });

  it('refuses a lone observation', () => {
    expect(() => ledoitWolf(Float64Array.of(1, 2), 2)).toThrow('1 observations have no covariance');
  });
});

describe('solvePositiveDefinite', () => {
  it('solves, and says when it cannot', () => {
    // 2x + y = 5, x + 3y = 10: x = 1, y = 3.
    const x = solvePositiveDefinite(Float64Array.of(2, 1, 1, 3), Float64Array.of(5, 10));

    expect(x?.[0]).toBeCloseTo(1, 12);
    expect(x?.[1]).toBeCloseTo(3, 12);
    expect(solvePositiveDefinite(Float64Array.of(1, 1, 1, 1), Float64Array.of(1, 1))).toBeUndefined();
  });
});
