import { describe, expect, it } from 'vitest';
import { hitRate } from './hit-rate.ts';

describe('hitRate', () => {
  it('is the share of signals whose sign their outcome has', () => {
    expect(hitRate([0.5, -0.5, 0.1, -0.1], [0.01, -0.01, -0.01, 0])).toBe(0.5);
  });

  it('leaves out a signal of 0, and those below the deadband', () => {
    expect(hitRate([0, 0.5], [0, 0.01])).toBe(1);
    expect(hitRate([0.2, -0.5, 0.3], [-0.01, -0.01, 0.01], 0.3)).toBe(1);
  });

  it('is undefined when no signal leaves the deadband', () => {
    expect(hitRate([0, 0], [0.01, 0.02])).toBeUndefined();
    expect(hitRate([], [])).toBeUndefined();
  });
});
