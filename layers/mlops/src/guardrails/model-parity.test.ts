import { describe, expect, it } from 'vitest';
import { checkModelParity, measureParity } from './model-parity.ts';

describe('measureParity', () => {
  it('measures the largest difference, the rank correlation and the signs', () => {
    const parity = measureParity(Float32Array.of(1, 2, -3), Float32Array.of(1, 2.5, 3));

    // Ranks 2 3 1 and 1 2 3: 1 - 6·(1 + 1 + 4)/(3·8) = -0.5.
    expect(parity).toEqual({ rows: 3, maximumAbsoluteDifference: 6, rankCorrelation: -0.5, signDisagreements: 1 });
  });

  it('is perfect for equal scores, constant ones too', () => {
    expect(measureParity(Float32Array.of(1, 2), Float32Array.of(1, 2))).toMatchObject({ rankCorrelation: 1 });
    expect(measureParity(Float32Array.of(1, 1), Float32Array.of(1, 1))).toMatchObject({ rankCorrelation: 1 });
    expect(measureParity(Float32Array.of(1, 1), Float32Array.of(1, 2))).toMatchObject({ rankCorrelation: 0 });
  });

  it('calls scores that are not finite beyond every limit', () => {
    const parity = measureParity(Float32Array.of(1, Number.NaN), Float32Array.of(1, Number.NaN));

    expect(parity.maximumAbsoluteDifference).toBe(Number.MAX_VALUE);
    expect(checkModelParity(parity)).not.toEqual([]);
  });

  it('fails when the lengths differ or are 0', () => {
    expect(() => measureParity(new Float32Array(1), new Float32Array(2))).toThrow('scored 1 rows');
    expect(() => measureParity(new Float32Array(0), new Float32Array(0))).toThrow('at least one');
  });
});

describe('checkModelParity', () => {
  const same = { rows: 100, maximumAbsoluteDifference: 1e-5, rankCorrelation: 0.9999, signDisagreements: 0 };

  it('accepts evidence at its limits', () => {
    expect(checkModelParity(same)).toEqual([]);
  });

  it('finds each of the three ways to differ', () => {
    expect(checkModelParity({ ...same, maximumAbsoluteDifference: 1.1e-5 })).toMatchObject([{ limit: 1e-5 }]);
    expect(checkModelParity({ ...same, rankCorrelation: 0.9998 })).toMatchObject([{ limit: 0.9999 }]);
    expect(checkModelParity({ ...same, signDisagreements: 2 })).toMatchObject([{ rows: 2, limit: 0 }]);
  });
});
