import { describe, expect, it } from 'vitest';
import { signalCalibration } from './signal-calibration.ts';

describe('signalCalibration', () => {
  it('says how often a signal is at its bounds, how strong it is, and what a unit of it earns', () => {
    const signal = [-1, -0.5, 0.5, 1];

    const calibration = signalCalibration(
      signal,
      signal.map((s) => 0.02 * s),
      2,
    );

    expect(calibration).toMatchObject({ shareAtBounds: 0.5, meanAbsolute: 0.75 });
    expect(calibration?.monotonicity).toBeCloseTo(1, 12);
    expect(calibration?.slope).toBeCloseTo(0.02, 15);
    expect(calibration?.skewness).toBeCloseTo(0, 15);
    expect(calibration?.bins).toEqual([
      { bin: 1, meanSignal: -0.75, meanOutcome: expect.closeTo(-0.015, 15), count: 2 },
      { bin: 2, meanSignal: 0.75, meanOutcome: expect.closeTo(0.015, 15), count: 2 },
    ]);
  });

  it('has no bins when ties forbid them', () => {
    expect(signalCalibration([0, 0, 0, 0], [1, 2, 3, 4], 2)).toMatchObject({ bins: [], monotonicity: undefined });
  });

  it('is undefined for no rows', () => {
    expect(signalCalibration([], [])).toBeUndefined();
  });
});
