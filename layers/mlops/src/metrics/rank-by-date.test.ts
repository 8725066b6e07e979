import { describe, expect, it } from 'vitest';
import { rankByDate } from './rank-by-date.ts';

describe('rankByDate', () => {
  it('ranks each date apart from the others, missing values left out', () => {
    const values = Float32Array.of(5, 7, 6, Number.NaN, 2, 1);

    expect(rankByDate(Float64Array.of(1, 1, 1, 2, 2, 2), values)).toEqual(Float32Array.of(-1, 1, 0, Number.NaN, 1, -1));
  });
});
