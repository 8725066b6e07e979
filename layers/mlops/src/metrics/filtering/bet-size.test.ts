import { describe, expect, it } from 'vitest';
import { betSize } from './bet-size.ts';

describe('betSize', () => {
  it('is 0 at a half and ±1 at certainty, antisymmetric between', () => {
    expect([0, 0.5, 1].map(betSize)).toEqual([-1, 0, 1]);
    expect(betSize(0.7)).toBeCloseTo(-betSize(0.3), 14);
    expect(betSize(0.7)).toBeGreaterThan(betSize(0.6));
  });
});
