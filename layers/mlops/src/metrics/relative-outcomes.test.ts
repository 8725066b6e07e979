import { describe, expect, it } from 'vitest';
import { relativeOutcomes } from './relative-outcomes.ts';

describe('relativeOutcomes', () => {
  it('takes off the mean of each date', () => {
    expect(relativeOutcomes(Float64Array.of(1, 1, 2), [0.25, 0.75, 9])).toEqual(Float32Array.of(-0.25, 0.25, 0));
  });
});
