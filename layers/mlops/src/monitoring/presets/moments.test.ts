import { describe, expect, it } from 'vitest';
import { mean, sampleDeviation } from './moments.ts';

describe('mean', () => {
  it('keeps what a plain sum would lose', () => {
    expect(mean(Float64Array.of(1e16, 1, -1e16, 1))).toBe(0.5);
  });

  it('is infinite with an infinity and NaN of nothing', () => {
    expect(mean(Float64Array.of(1, Number.POSITIVE_INFINITY))).toBe(Number.POSITIVE_INFINITY);
    expect(mean(Float64Array.of())).toBeNaN();
  });
});

describe('sampleDeviation', () => {
  it('divides by n − 1', () => {
    expect(sampleDeviation(Float64Array.of(1, 2, 3, 6))).toBe(Math.sqrt((4 + 1 + 0 + 9) / 3));
  });

  it('is NaN of one value', () => {
    expect(sampleDeviation(Float64Array.of(1))).toBeNaN();
  });
});
