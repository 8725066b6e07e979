import { describe, expect, it } from 'vitest';
import { probabilityCalibration } from './probability-calibration.ts';

describe('probabilityCalibration', () => {
  it('compares each bin with how often it came true', () => {
    // Bins 0–0.5 and 0.5–1: mean 0.25, a half came; mean 0.75, all came. Error ½ · ¼ + ½ · ¼.
    expect(probabilityCalibration([0.25, 0.25, 0.5, 1], [0, 1, 1, 1], 2)).toEqual({
      bins: [
        { meanProbability: 0.25, observedShare: 0.5, count: 2 },
        { meanProbability: 0.75, observedShare: 1, count: 2 },
      ],
      expectedCalibrationError: 0.25,
    });
  });

  it('is undefined for no rows', () => {
    expect(probabilityCalibration([], [])).toBeUndefined();
  });
});
