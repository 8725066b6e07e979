import { describe, expect, it } from 'vitest';
import { checkModelPerformance } from './model-performance.ts';

describe('checkModelPerformance', () => {
  it('accepts a mean that reaches its limit and two standard errors', () => {
    const skill = { meanRankInformationCoefficient: 0.02, standardError: 0.01, dates: 250 };

    expect(checkModelPerformance(skill)).toEqual([]);
  });

  it('says the standard error of a mean below the limit', () => {
    const skill = { meanRankInformationCoefficient: 0.01, standardError: 0.004, dates: 250 };

    expect(checkModelPerformance(skill)).toMatchObject([
      { message: 'mean validation rank IC 0.0100 ± 0.0040 over 250 dates is below 0.02', value: 0.01, limit: 0.02 },
    ]);
  });

  it('finds a mean that cannot be told from zero', () => {
    const skill = { meanRankInformationCoefficient: 0.05, standardError: 0.03, dates: 60 };

    expect(checkModelPerformance(skill)).toMatchObject([
      {
        message: 'mean validation rank IC 0.0500 ± 0.0300 over 60 dates cannot be told from zero at 2 standard errors',
        limit: 0.06,
      },
    ]);
  });

  it('finds a validation that no date could judge', () => {
    const skill = { meanRankInformationCoefficient: null, standardError: null, dates: 0 };

    expect(checkModelPerformance(skill)).toMatchObject([{ value: null }]);
  });
});
