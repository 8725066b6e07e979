import { describe, expect, it } from 'vitest';
import { multiclassBrierLoss } from './multiclass-brier-loss.ts';

describe('multiclassBrierLoss', () => {
  it('is 0 for certainty that is right and 2 for certainty that is wrong', () => {
    expect(multiclassBrierLoss([1, 0], [0], 2)).toBe(0);
    expect(multiclassBrierLoss([1, 0], [1], 2)).toBe(2);
    expect(multiclassBrierLoss([0.5, 0.5], [1], 2)).toBe(0.5);
  });

  it('is undefined for no bars', () => {
    expect(multiclassBrierLoss([], [], 2)).toBeUndefined();
  });
});
