import { describe, expect, it } from 'vitest';
import { conditionalSummary } from './conditional-summary.ts';

describe('conditionalSummary', () => {
  it('summarises the dates of each regime, undefined for one without', () => {
    const [calm, turbulent, never] = conditionalSummary([1, 10, 3], [0, 1, 0], 3, 1);

    expect(calm).toMatchObject({ count: 2, mean: 2, sharpeRatio: expect.closeTo(Math.SQRT2, 12) });
    expect(turbulent).toMatchObject({ count: 1, mean: 10, sharpeRatio: undefined });
    expect(never).toBeUndefined();
  });
});
