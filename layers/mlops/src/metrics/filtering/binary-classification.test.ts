import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaUnderCurve, binaryClassification, brierLoss } from './binary-classification.ts';

const PROBABILITY = [0.9, 0.5, 0.4, 0.1];
const LABEL = [1, 0, 1, 0];

describe('binaryClassification', () => {
  it('acts at the threshold and above', () => {
    expect(binaryClassification(PROBABILITY, LABEL, 0.5)).toEqual({
      precision: 0.5,
      recall: 0.5,
      f1: 0.5,
      retainedShare: 0.5,
    });
  });

  it('leaves undefined what nothing defines', () => {
    expect(binaryClassification([0.1], [1], 0.5)).toEqual({ precision: undefined, recall: 0, f1: 0, retainedShare: 0 });
    expect(binaryClassification([0.1], [0], 0.5)).toMatchObject({ recall: undefined, f1: undefined });
    expect(binaryClassification([], [], 0.5)).toBeUndefined();
  });
});

describe('areaUnderCurve', () => {
  it('is the share of pairs in order, ties counting half', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1 })), { maxLength: 20 });
    fc.assert(
      fc.property(rows, (pairs) => {
        const right = pairs.filter(([, label]) => label === 1);
        const wrong = pairs.filter(([, label]) => label === 0);
        fc.pre(right.length > 0 && wrong.length > 0);
        const wins = right.flatMap(([p]) => wrong.map(([q]) => (Math.sign(p - q) + 1) / 2));

        expect(
          areaUnderCurve(
            pairs.map(([p]) => p),
            pairs.map(([, label]) => label),
          ),
        ).toBeCloseTo(wins.reduce((sum, win) => sum + win, 0) / wins.length, 12);
      }),
    );
  });

  it('is undefined for a single class', () => {
    expect(areaUnderCurve([0.1, 0.9], [1, 1])).toBeUndefined();
    expect(areaUnderCurve([], [])).toBeUndefined();
  });
});

describe('brierLoss', () => {
  it('is the mean squared distance to what came', () => {
    expect(brierLoss([1, 0.5], [1, 0])).toBe(0.125);
    expect(brierLoss([], [])).toBeUndefined();
  });
});
