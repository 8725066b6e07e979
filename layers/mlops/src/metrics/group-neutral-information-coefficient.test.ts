import { describe, expect, it } from 'vitest';
import { demeanByGroup } from './demean-by-group.ts';
import { groupNeutralInformationCoefficient } from './group-neutral-information-coefficient.ts';

const GROUP = ['x', 'x', 'x', 'y', 'y', 'y'];

describe('groupNeutralInformationCoefficient', () => {
  it('does not see what a whole group earned', () => {
    const signal = [1, 2, 3, 1, 2, 3];
    const outcome = [0.01, 0.02, 0.03, 0.51, 0.52, 0.53];

    expect(groupNeutralInformationCoefficient(signal, outcome, GROUP)).toBeGreaterThan(0.95);
  });

  it('is undefined for fewer than 5 assets or no variance', () => {
    expect(groupNeutralInformationCoefficient([1, 2], [1, 2], ['x', 'y'])).toBeUndefined();
    expect(
      groupNeutralInformationCoefficient([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], ['a', 'b', 'c', 'd', 'e']),
    ).toBeUndefined();
  });
});

describe('demeanByGroup', () => {
  it('has mean 0 in every group, and 0 for the lone member of one', () => {
    expect([...demeanByGroup([1, 3, 10], ['x', 'x', 'y'])]).toEqual([-1, 1, 0]);
  });
});
