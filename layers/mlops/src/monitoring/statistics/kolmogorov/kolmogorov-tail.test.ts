import { describe, expect, it } from 'vitest';
import { exactTwoSample } from './exact-two-sample.ts';
import { kolmogorovTail } from './kolmogorov-tail.ts';

const CASES: readonly (readonly [number, number, number])[] = [
  // scipy 1.17.1: scipy.stats.kstwo.sf(x, n).
  [0.4166666666666667, 5, 0.266864068930041],
  [0.05, 900, 0.021459262596963336],
  [0.02, 952, 0.8333265449733626],
  [0.3, 50, 0.00017353260202718738],
  [0.04, 1000, 0.07933956059000224],
  [0.008, 100, 1.0],
  [0.07, 100, 0.6846706791645845],
  [0.12, 100, 0.1033037490181987],
  [0.25, 100, 5.408871776434847e-6],
  [0.6, 30, 7.392006292214292e-11],
  [0.95, 12, 4.882812500000052e-16],
  [0.003, 200, 1.0],
  [0.001, 50000, 0.9999999997471354],
  [0.0004, 50000, 1.0],
  [0.004, 50000, 0.3994316646755731],
  [0.01, 50000, 9.018048811843602e-5],
  [0.002, 400000, 0.08141020225103268],
  [0.0011, 400000, 0.717942513152694],
  [0.004, 400000, 5.5066291063963185e-6],
  [0.1, 5000, 5.590495886396459e-44],
];

describe('kolmogorovTail', () => {
  it.each(CASES)('is what scipy says of %d in %d rows', (x, n, expected) => {
    expect(kolmogorovTail(x, n) / expected).toBeCloseTo(1, 9);
  });

  it('is 1 up to 1/2n and 0 from 1 on', () => {
    expect([kolmogorovTail(0.005, 100), kolmogorovTail(1, 100)]).toEqual([1, 0]);
  });
});

describe('exactTwoSample', () => {
  /** Every order of n and m values, the distance of each in n·m-ths of its common measure. */
  function shareOfOrders(n: number, m: number, least: number): number {
    let [reached, orders] = [0, 0];
    for (let order = 0; order < 2 ** (n + m); order++) {
      let [i, j, largest] = [0, 0, 0];
      for (let at = 0; at < n + m; at++) {
        if ((order >> at) & 1) i++;
        else j++;
        largest = Math.max(largest, Math.abs(i * m - j * n));
      }
      if (i !== n) continue;
      orders++;
      if (largest >= least) reached++;
    }
    return reached / orders;
  }

  it.each([
    [3, 4, 1],
    [5, 7, 1],
    [6, 4, 2],
    [6, 6, 6],
    [3, 9, 3],
  ])('counts the orders of %d and %d values', (n, m, divisor) => {
    for (let h = 1; h <= (n * m) / divisor; h++) {
      expect(exactTwoSample(n, m, h)).toBeCloseTo(shareOfOrders(n, m, h * divisor), 13);
    }
  });

  it('is 1 at no distance', () => {
    expect(exactTwoSample(5, 7, 0)).toBe(1);
  });
});
