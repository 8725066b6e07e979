import { createRandom } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Category } from '../columns/column.ts';
import {
  addCategory,
  addNumber,
  CARDINALITY_STANDARD_ERROR,
  type CardinalitySketch,
  emptyCardinalitySketch,
  estimateCardinality,
  mergeCardinalitySketches,
} from './cardinality-sketch.ts';

function sketchOf(values: Iterable<Category>): CardinalitySketch {
  const registers = emptyCardinalitySketch();
  for (const value of values) addCategory(registers, value);
  return registers;
}

const sets = fc.array(fc.oneof(fc.string(), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true })), {
  maxLength: 60,
});

describe('estimateCardinality', () => {
  it('is 0 for nothing', () => {
    expect(estimateCardinality(emptyCardinalitySketch())).toBe(0);
  });

  const random = createRandom(11);
  const distinct = {
    'whole numbers in a row': (i: number) => i,
    'multiples of a million': (i: number) => i * 1e6,
    fractions: () => random(),
    'fractions with few bits': (i: number) => i / 1_024,
    'strings that end differently': (i: number) => `instrument-${i}`,
    'strings that begin differently': (i: number) => `${i}.exchange.of.new.york`,
  };
  for (const [name, make] of Object.entries(distinct)) {
    it(`is within three standard errors for ${name}`, () => {
      const registers = emptyCardinalitySketch();
      let next = 1_000;
      for (let i = 1; i <= 300_000; i++) {
        addCategory(registers, make(i));
        if (i !== next) continue;
        const error = estimateCardinality(registers) / i - 1;
        expect(Math.abs(error), `${i} distinct`).toBeLessThan(3 * CARDINALITY_STANDARD_ERROR);
        next = Math.ceil(next * 1.6);
      }
    });
  }

  it('has the stated standard error over sets that differ', () => {
    const random = createRandom(5);
    const errors = Array.from({ length: 200 }, () => {
      const registers = emptyCardinalitySketch();
      for (let i = 0; i < 20_000; i++) addNumber(registers, random());
      return estimateCardinality(registers) / 20_000 - 1;
    });

    const spread = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length);

    expect(spread).toBeGreaterThan(0.8 * CARDINALITY_STANDARD_ERROR);
    expect(spread).toBeLessThan(1.2 * CARDINALITY_STANDARD_ERROR);
  });

  it('does not count a value twice', () => {
    const registers = sketchOf(Array.from({ length: 10_000 }, (_, i) => i % 7));

    expect(estimateCardinality(registers)).toBeCloseTo(7, 1);
  });

  it('counts 1, "1" and true as three values', () => {
    expect(estimateCardinality(sketchOf([1, '1', true]))).toBeCloseTo(3, 1);
  });
});

describe('mergeCardinalitySketches', () => {
  it('is the sketch of the union, so associative, commutative and idempotent', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [left, right] = [sketchOf(a), sketchOf(b)];

        expect(mergeCardinalitySketches(left, right)).toEqual(sketchOf([...b, ...a]));
        expect(mergeCardinalitySketches(left, left)).toEqual(left);
      }),
    );
  });
});
