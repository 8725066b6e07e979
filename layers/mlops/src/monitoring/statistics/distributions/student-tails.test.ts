import { describe, expect, it } from 'vitest';
import { studentTails } from './student-tails.ts';

describe('studentTails', () => {
  it('is 1 − (2/π) arctan t for one degree of freedom', () => {
    for (const t of [0.1, 1, 30]) expect(studentTails(t, 1)).toBeCloseTo(1 - (2 / Math.PI) * Math.atan(t), 13);
  });

  it('is 1 − t/√(2 + t²) for two', () => {
    for (const t of [0.1, 1, 30]) expect(studentTails(t, 2)).toBeCloseTo(1 - t / Math.sqrt(2 + t * t), 13);
  });

  it.each([
    // scipy 1.17.1: 2 * scipy.stats.t.sf(t, freedom).
    [2.094042820654585, 20, 0.049200019352826474],
    [8, 98, 2.5369433940940894e-12],
    [0.01, 2_000_000, 0.9920212883681423],
    [6, 2_000_000, 1.9735125263932266e-9],
  ])('is what scipy says of %d and %d degrees', (t, freedom, expected) => {
    expect(studentTails(t, freedom) / expected).toBeCloseTo(1, 10);
    expect(studentTails(-t, freedom)).toBe(studentTails(t, freedom));
  });

  it('is NaN for NaN and 0 for an infinite t', () => {
    expect([studentTails(NaN, 3), studentTails(Infinity, 3)]).toEqual([NaN, 0]);
  });
});
