import { describe, expect, it } from 'vitest';
import { expFloat32, sigmoidFloat32 } from './float32-exp.ts';

/** Arguments and what `expf` of glibc 2.36 gives for them. */
const GLIBC: readonly (readonly [number, number])[] = [
  [0.37719064950942993, 1.4581823348999023],
  [-0.3963145911693573, 0.6727949976921082],
  [1.9212679862976074, 6.829612731933594],
  [-1.6070080995559692, 0.20048655569553375],
  [3.9120001792907715, 49.99885940551758],
  [76.1884536743164, 1.2252508443976953e33],
  [-103.4722900390625, 1.401298464324817e-45],
  [-97.52806091308594, 4.400077177979926e-43],
  [36.6046028137207, 7891817185935360],
  [-70.15116119384766, 3.4177303118095773e-31],
  [0, 1],
  [1, 2.7182817459106445],
  [-1, 0.3678794503211975],
  [88.69999694824219, 3.325976864406685e38],
  [88.72283172607422, 3.402798519021476e38],
  [-103.97000122070312, 1.401298464324817e-45],
  [-90.5, 4.9699151984976125e-40],
  [88.80000305175781, Number.POSITIVE_INFINITY],
  [-104.5, 0],
];

describe('expFloat32', () => {
  it.each(GLIBC)('of %d is %d, as glibc has it', (x, expected) => {
    expect(expFloat32(x)).toBe(expected);
  });

  it('is NaN for NaN, and is at its ends what it tends to', () => {
    expect(expFloat32(Number.NaN)).toBeNaN();
    expect(expFloat32(Number.POSITIVE_INFINITY)).toBe(Number.POSITIVE_INFINITY);
    expect(expFloat32(Number.NEGATIVE_INFINITY)).toBe(0);
  });

  it('is within an ulp of the exponential', () => {
    for (let i = -8_000; i <= 8_000; i++) {
      const x = Math.fround(i / 100);
      const exact = Math.exp(x);

      expect(Math.abs(expFloat32(x) - exact) / exact).toBeLessThan(2 ** -23.9);
    }
  });
});

describe('sigmoidFloat32', () => {
  it('is one half at 0 and never leaves [0, 1]', () => {
    expect(sigmoidFloat32(0)).toBe(0.5);
    expect(sigmoidFloat32(200)).toBe(1);
    // 1 / (1 + e^88.7): the cap keeps it above 0.
    expect(sigmoidFloat32(-200)).toBe(Math.fround(1 / 3.325976864406685e38));
  });
});
