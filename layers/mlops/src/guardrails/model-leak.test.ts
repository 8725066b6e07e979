import { describe, expect, it } from 'vitest';
import { checkModelLeak } from './model-leak.ts';

describe('checkModelLeak', () => {
  it('accepts a mean of exactly 0.15', () => {
    const skill = { meanRankInformationCoefficient: 0.15, standardError: 0.01, dates: 250 };

    expect(checkModelLeak(skill)).toEqual([]);
  });

  it('suspects a leak above 0.15', () => {
    const skill = { meanRankInformationCoefficient: 0.16, standardError: 0.01, dates: 250 };

    expect(checkModelLeak(skill)).toMatchObject([{ code: 'model.leak_suspect', value: 0.16, limit: 0.15 }]);
  });

  it('allows four standard errors when these are wider', () => {
    const skill = { meanRankInformationCoefficient: 0.19, standardError: 0.05, dates: 12 };

    expect(checkModelLeak(skill)).toEqual([]);
    expect(checkModelLeak({ ...skill, meanRankInformationCoefficient: 0.21 })).toMatchObject([{ limit: 0.2 }]);
  });

  it('finds nothing where nothing was measured', () => {
    expect(checkModelLeak({ meanRankInformationCoefficient: null, standardError: null, dates: 0 })).toEqual([]);
  });
});
