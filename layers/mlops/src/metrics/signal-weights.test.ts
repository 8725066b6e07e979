import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signalWeights, weightedReturn } from './signal-weights.ts';

describe('signalWeights', () => {
  it('is the signal less its mean over the sum of the absolute differences', () => {
    // Mean 2 of 1 2 3: differences −1 0 1, gross 2.
    expect([...(signalWeights([1, 2, 3]) ?? [])]).toEqual([-0.5, 0, 0.5]);
  });

  it('sums to 0, and to 1 without signs', () => {
    const signals = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(signals, (signal) => {
        const weights = signalWeights(signal);
        fc.pre(weights !== undefined && Math.max(...signal) - Math.min(...signal) > 1e-6);

        expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(0, 9);
        expect(weights.reduce((sum, w) => sum + Math.abs(w), 0)).toBeCloseTo(1, 9);
      }),
    );
  });

  it('is undefined when all signals are equal', () => {
    expect(signalWeights([0.1, 0.1, 0.1])).toBeUndefined();
    expect(signalWeights([])).toBeUndefined();
  });
});

describe('weightedReturn', () => {
  it('is the sum of weights times outcomes', () => {
    expect(weightedReturn([-0.5, 0, 0.5], [0.02, 0.5, 0.06])).toBeCloseTo(0.02, 15);
  });
});
