import { IntegrityError } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { decodeReference, encodeReference } from './drift-baseline.ts';

const FEATURE = { name: 'a', limit: 1, norm: 1, mean: 0, missingShare: 0 };

describe('decodeReference', () => {
  it('reads what encodeReference wrote, bit by bit', () => {
    const values = Float32Array.of(-3.5, Math.fround(0.1), 7e20);

    expect(decodeReference({ ...FEATURE, reference: encodeReference(values) })).toEqual(values);
  });

  it.each([
    ['half a value', Buffer.from([1, 2, 3]).toString('base64')],
    ['no value', ''],
    ['descending values', encodeReference(Float32Array.of(2, 1))],
    ['a missing value', encodeReference(Float32Array.of(Number.NaN))],
  ])('fails for %s', (_, reference) => {
    expect(() => decodeReference({ ...FEATURE, reference })).toThrow(IntegrityError);
  });
});
