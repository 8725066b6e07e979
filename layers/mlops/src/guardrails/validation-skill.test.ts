import { describe, expect, it } from 'vitest';
import { measureValidationSkill } from './validation-skill.ts';

const ASSETS = 5;

function columns(days: readonly (readonly number[])[]) {
  return {
    decisionTime: Float64Array.from(days.flatMap((_, day) => new Array<number>(ASSETS).fill(day))),
    score: Float32Array.from(days.flat()),
    outcome: Float32Array.from(days.flatMap(() => [1, 2, 3, 4, 5])),
  };
}

describe('measureValidationSkill', () => {
  it('is the mean over the dates with its standard error', () => {
    const { decisionTime, score, outcome } = columns([
      [1, 2, 3, 4, 5],
      [5, 4, 3, 2, 1],
      [1, 2, 3, 4, 5],
    ]);

    const skill = measureValidationSkill(decisionTime, score, outcome, 1);

    // IC 1, -1, 1: mean 1/3; sd = √(((2/3)² + (4/3)² + (2/3)²)/2) = √(4/3); se = √(4/3)/√3 = 2/3.
    expect(skill.meanRankInformationCoefficient).toBeCloseTo(1 / 3, 12);
    expect(skill.standardError).toBeCloseTo(2 / 3, 12);
    expect(skill.dates).toBe(3);
  });

  it('skips dates without variance, and says null when none is left', () => {
    const { decisionTime, score, outcome } = columns([[3, 3, 3, 3, 3]]);

    expect(measureValidationSkill(decisionTime, score, outcome, 5)).toEqual({
      meanRankInformationCoefficient: null,
      standardError: null,
      dates: 0,
    });
  });
});
