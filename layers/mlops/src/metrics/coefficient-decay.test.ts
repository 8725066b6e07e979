import { describe, expect, it } from 'vitest';
import {
  coefficientDecay,
  exponentialHalfLife,
  interpolatedHalfLife,
  laggedCoefficientDecay,
} from './coefficient-decay.ts';
import type { CrossSection } from './signal-panel.ts';

const curve = (...means: (number | undefined)[]) => means.map((mean, i) => ({ periods: i + 1, mean, dates: 1 }));

function section(signal: number[], outcome: number[]): CrossSection {
  return {
    decisionTime: 0,
    entity: signal.map((_, i) => `E${i}`),
    signal: Float64Array.from(signal),
    outcome: Float64Array.from(outcome),
    group: undefined,
  };
}

const UP = [1, 2, 3, 4, 5];
const DOWN = [5, 4, 3, 2, 1];

describe('coefficientDecay', () => {
  it('ranks against the outcomes of several holding periods, compounded', () => {
    // First the order of the signal by little, then the opposite by much: over both the opposite wins.
    const sections = [section(UP, [0.01, 0.02, 0.03, 0.04, 0.05]), section(UP, [0.5, 0.4, 0.3, 0.2, 0.1])];

    expect(coefficientDecay(sections, 1, [1, 2, 3])).toEqual([
      { periods: 1, mean: 0, dates: 2 },
      { periods: 2, mean: expect.closeTo(-1, 12), dates: 1 },
      { periods: 3, mean: undefined, dates: 0 },
    ]);
  });
});

describe('laggedCoefficientDecay', () => {
  it('ranks the signal of earlier decisions against the outcome of each', () => {
    const sections = [section(UP, UP), section(DOWN, UP), section(UP, UP)];

    expect(laggedCoefficientDecay(sections, [0, 1, 2, 3])).toEqual([
      { periods: 0, mean: expect.closeTo(1 / 3, 12), dates: 3 },
      { periods: 1, mean: 0, dates: 2 },
      { periods: 2, mean: expect.closeTo(1, 12), dates: 1 },
      { periods: 3, mean: undefined, dates: 0 },
    ]);
  });
});

describe('interpolatedHalfLife', () => {
  it('is where the curve falls to half of its highest point', () => {
    // 0.08 at 2 to 0.02 at 3: 0.04 is two thirds of the way.
    expect(interpolatedHalfLife(curve(0.06, 0.08, 0.02))).toBeCloseTo(2 + 2 / 3, 12);
  });

  it('passes over points without a mean', () => {
    expect(interpolatedHalfLife(curve(0.08, undefined, 0.04))).toBe(3);
  });

  it('is undefined when no point is above 0, or the curve stays above half', () => {
    expect(interpolatedHalfLife(curve(-0.01, -0.02))).toBeUndefined();
    expect(interpolatedHalfLife(curve(0.08, 0.05))).toBeUndefined();
    expect(interpolatedHalfLife([])).toBeUndefined();
  });
});

describe('exponentialHalfLife', () => {
  it('is that of the exponential the curve follows', () => {
    expect(exponentialHalfLife(curve(0.08, 0.04, 0.02))).toBeCloseTo(1, 12);
  });

  it('is undefined for fewer than 2 points above 0, or a curve that does not fall', () => {
    expect(exponentialHalfLife(curve(0.08, -0.01))).toBeUndefined();
    expect(exponentialHalfLife(curve(0.02, 0.04))).toBeUndefined();
  });
});
