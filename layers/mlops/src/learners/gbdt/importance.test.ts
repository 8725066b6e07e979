import { describe, expect, it } from 'vitest';
import type { GbdtModel } from './gbdt-model.ts';
import { importance } from './importance.ts';

describe('importance', () => {
  it('sums gain and cover over the splits of each feature, the greatest total gain first', () => {
    const leaves = {
      rightChildren: [2, -1, 4, -1, -1],
      splitConditions: [1, 0, 2, 0, 0],
      baseWeights: [0, 0, 0, 0, 0],
    };
    const tree = {
      ...leaves,
      leftChildren: [1, -1, 3, -1, -1],
      splitFeatures: [2, 0, 0, 0, 0],
      defaultLeft: [false, false, false, false, false],
    };
    const model: GbdtModel = {
      objective: 'reg:squarederror',
      featureNames: ['a', 'b', 'c'],
      baseScore: 0,
      trees: [
        { ...tree, lossChanges: [8, 0, 1, 0, 0], sumHessians: [10, 4, 6, 3, 3] },
        { ...tree, lossChanges: [4, 0, 2, 0, 0], sumHessians: [10, 2, 8, 4, 4] },
      ],
    };

    expect(importance(model)).toEqual([
      { feature: 'c', weight: 2, gain: 6, cover: 10, totalGain: 12, totalCover: 20 },
      { feature: 'a', weight: 2, gain: 1.5, cover: 7, totalGain: 3, totalCover: 14 },
    ]);
  });
});
