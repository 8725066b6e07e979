import { describe, expect, it } from 'vitest';
import { combinationTurnover } from './combination-turnover.ts';
import { effectiveSignals } from './effective-signals.ts';

describe('effectiveSignals', () => {
  it('is N for equal weights whatever their scale, 1 for a single one', () => {
    expect(effectiveSignals([2, 2, 2, 2])).toBeCloseTo(4, 12);
    expect(effectiveSignals([0, 5])).toBe(1);
  });

  it('is undefined when no signal has a weight', () => {
    expect(effectiveSignals([0, 0])).toBeUndefined();
  });
});

describe('combinationTurnover', () => {
  it('is half of what the weights moved', () => {
    expect(combinationTurnover([0.5, 0.5, 0], [0.25, 0.25, 0.5])).toBe(0.5);
  });
});
