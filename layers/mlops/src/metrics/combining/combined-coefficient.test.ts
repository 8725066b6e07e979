import { describe, expect, it } from 'vitest';
import { combinedCoefficient } from './combined-coefficient.ts';

describe('combinedCoefficient', () => {
  it('grows with √N for independent signals, and not at all for equal ones', () => {
    expect(combinedCoefficient(0.03, 0, 4)).toBeCloseTo(0.06, 15);
    expect(combinedCoefficient(0.03, 1, 4)).toBeCloseTo(0.03, 15);
    expect(combinedCoefficient(0.03, 0.5, 1)).toBeCloseTo(0.03, 15);
  });

  it('is undefined where so many signals cannot correlate so little', () => {
    expect(combinedCoefficient(0.03, -0.5, 3)).toBeUndefined();
  });
});
