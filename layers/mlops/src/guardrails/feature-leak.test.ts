import { createRandom } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { checkFeatureLeak, measureFeatureSkill } from './feature-leak.ts';

describe('measureFeatureSkill', () => {
  it('takes the mean over dates, with the error that chance alone has', () => {
    // Two dates of five assets: IC 1 and 0.8, mean 0.9. By chance √(2/2/4) = 0.5, above Newey–West's.
    const decisionTime = Float64Array.from({ length: 10 }, (_, row) => Math.floor(row / 5));
    const value = Float32Array.of(1, 2, 3, 4, 5, 2, 1, 4, 3, 5);
    const outcome = Float32Array.of(1, 2, 3, 4, 5, 1, 2, 3, 4, 5);

    const skill = measureFeatureSkill(decisionTime, value, outcome, 2);

    expect(skill.meanRankInformationCoefficient).toBeCloseTo(0.9, 12);
    expect(skill.standardError).toBeCloseTo(0.5, 12);
    expect(skill.dates).toBe(2);
  });

  it('takes the larger error of Newey and West where dates vary more than chance', () => {
    const random = createRandom(1);
    const decisionTime = Float64Array.from({ length: 2_000 }, (_, row) => Math.floor(row / 20));
    const outcome = Float32Array.from({ length: 2_000 }, random);
    const value = outcome.map((x, row) => (Math.floor(row / 20) % 2 === 0 ? x : -x));

    const { standardError } = measureFeatureSkill(decisionTime, value, outcome, 1);

    expect(standardError).toBeCloseTo(1 / Math.sqrt(99), 10);
  });

  it('measures nothing where no date has five assets', () => {
    expect(measureFeatureSkill(Float64Array.of(1, 1), Float32Array.of(1, 2), Float32Array.of(1, 2), 1)).toEqual({
      meanRankInformationCoefficient: null,
      standardError: null,
      dates: 0,
    });
  });
});

describe('checkFeatureLeak', () => {
  const skill = { feature: 'fast_money', meanRankInformationCoefficient: 0.15, standardError: 0.01, dates: 250 };

  it('accepts a mean of exactly 0.15', () => {
    expect(checkFeatureLeak(skill)).toEqual([]);
  });

  it.each([0.16, -0.16])('suspects a feature of mean %d, by its name', (mean) => {
    const findings = checkFeatureLeak({ ...skill, meanRankInformationCoefficient: mean });

    expect(findings).toMatchObject([{ contract: 'model.leak', code: 'model.leak_suspect', value: mean, limit: 0.15 }]);
    expect(findings[0]?.message).toContain('feature fast_money alone');
  });

  it('allows four standard errors when these are wider', () => {
    const few = { ...skill, meanRankInformationCoefficient: 0.39, standardError: 0.1, dates: 12 };

    expect(checkFeatureLeak(few)).toEqual([]);
    expect(checkFeatureLeak({ ...few, meanRankInformationCoefficient: 0.41 })).toHaveLength(1);
  });

  it('finds nothing where nothing was measured', () => {
    expect(
      checkFeatureLeak({ feature: 'a', meanRankInformationCoefficient: null, standardError: null, dates: 0 }),
    ).toEqual([]);
  });
});
