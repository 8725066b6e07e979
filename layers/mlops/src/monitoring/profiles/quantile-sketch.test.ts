import { createRandom } from '@optaic/mlops/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeInOrder, mergeOrder } from './merge-trees.testing.ts';
import { mergeQuantileSketches, type QuantileSketch, QuantileSketchBuilder } from './quantile-sketch.ts';
import { distributionOf, quantileOf, rankErrorBound, shareAtOrBelow, shareBelow } from './sketched-distribution.ts';

const CAPACITY = 8;

function sketchOf(values: readonly number[], capacity = CAPACITY): QuantileSketch {
  const builder = new QuantileSketchBuilder(capacity);
  for (let from = 0; from < values.length; from += capacity) {
    builder.add(Float64Array.from(values.slice(from, from + capacity)).sort());
  }
  return builder.build();
}

/** The largest distance of the sketch's share from the true one, over every point where either steps. */
function worstRankError(sketch: QuantileSketch, values: readonly number[]): number {
  const distribution = distributionOf(sketch);
  const sorted = Float64Array.from(values).sort();
  let below = 0;
  let worst = 0;
  for (const point of new Set(sorted)) {
    while (below < sorted.length && sorted[below] <= point) below++;
    worst = Math.max(worst, Math.abs(shareAtOrBelow(distribution, point) - below / sorted.length));
  }
  return worst;
}

function weightOf({ levels }: QuantileSketch): number {
  return levels.reduce((sum, { items }, h) => sum + items.length * 2 ** h, 0);
}

const columns = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 300 });

describe('QuantileSketchBuilder', () => {
  it('keeps every value while there are fewer than its capacity', () => {
    const sketch = sketchOf([5, 3, 4, 1, 2]);

    expect([...sketch.levels[0].items]).toEqual([1, 2, 3, 4, 5]);
    expect(rankErrorBound(sketch)).toBe(0);
  });

  it('halves a full level and lets the rest count twice', () => {
    // Eight values fill the level; the four that stay stand for two each, so a rank is off by at most 1 of 8.
    const sketch = sketchOf([1, 2, 3, 4, 5, 6, 7, 8]);

    expect(sketch.levels.map(({ items }) => items.length)).toEqual([0, 4]);
    expect(rankErrorBound(sketch)).toBe(1 / 8);
  });

  it('keeps either half equally often, one apart at most', () => {
    const { levels } = sketchOf(Array.from({ length: 4_000 }, (_, i) => i));

    for (const { keptEven, keptOdd } of levels) expect(Math.abs(keptEven - keptOdd)).toBeLessThanOrEqual(1);
  });

  it('has every rank within its stated bound, whatever the values and their order', () => {
    fc.assert(
      fc.property(columns, (values) => {
        const sketch = sketchOf(values);

        expect(worstRankError(sketch, values)).toBeLessThanOrEqual(rankErrorBound(sketch) + 1e-12);
        expect(weightOf(sketch)).toBe(values.length);
      }),
    );
  });

  it('is at most half a percent off at a million values, and a fifth of one on noise', () => {
    const random = createRandom(7);
    const values = Array.from({ length: 1_000_000 }, () => random());
    const sketch = sketchOf(values, 1024);

    expect(rankErrorBound(sketch)).toBeLessThan(0.005);
    expect(worstRankError(sketch, values)).toBeLessThan(0.002);
  });
});

describe('mergeQuantileSketches', () => {
  it('is commutative', () => {
    fc.assert(
      fc.property(columns, columns, (a, b) => {
        const [left, right] = [sketchOf(a), sketchOf(b)];

        expect(mergeQuantileSketches(left, right)).toEqual(mergeQuantileSketches(right, left));
      }),
    );
  });

  it('has every rank within its stated bound, whatever the tree of merges', () => {
    fc.assert(
      fc.property(fc.array(columns, { minLength: 2, maxLength: 8 }), mergeOrder, (batches, order) => {
        const all = batches.flat();
        const merged = mergeInOrder(
          batches.map((values) => sketchOf(values)),
          mergeQuantileSketches,
          order,
        );

        expect(worstRankError(merged, all)).toBeLessThanOrEqual(rankErrorBound(merged) + 1e-12);
        expect(weightOf(merged)).toBe(all.length);
        expect([merged.minimum, merged.maximum]).toEqual([Math.min(...all), Math.max(...all)]);
        for (const { items } of merged.levels) expect(items.length).toBeLessThan(CAPACITY);
      }),
    );
  });

  it('is associative, exactly, while every value is there', () => {
    const few = fc.array(fc.integer(), { maxLength: 20 });
    fc.assert(
      fc.property(few, few, few, (...batches) => {
        const [a, b, c] = batches.map((values) => sketchOf(values, 64));

        expect(mergeQuantileSketches(mergeQuantileSketches(a, b), c)).toEqual(
          mergeQuantileSketches(a, mergeQuantileSketches(b, c)),
        );
      }),
    );
  });

  it('keeps its error over a thousand small batches', () => {
    const random = createRandom(3);
    const batches = Array.from({ length: 1_000 }, () => Array.from({ length: 100 }, () => random()));
    const merged = batches.map((values) => sketchOf(values, 256)).reduce(mergeQuantileSketches);

    expect(rankErrorBound(merged)).toBeLessThan(0.02);
    expect(worstRankError(merged, batches.flat())).toBeLessThan(0.01);
  });
});

describe('quantileOf', () => {
  const distribution = distributionOf(sketchOf([10, 20, 20, 40]));

  it('is the smallest value with at least the share at or below it', () => {
    expect([0, 0.25, 0.26, 0.75, 0.76, 1].map((p) => quantileOf(distribution, p))).toEqual([10, 10, 20, 20, 40, 40]);
  });

  it('is never outside the extremes', () => {
    fc.assert(
      fc.property(columns, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
        const sketch = sketchOf(values);

        const value = quantileOf(distributionOf(sketch), probability);

        expect(value).toBeGreaterThanOrEqual(sketch.minimum);
        expect(value).toBeLessThanOrEqual(sketch.maximum);
      }),
    );
  });
});

describe('shareAtOrBelow', () => {
  it('steps at each value', () => {
    const distribution = distributionOf(sketchOf([10, 20, 20, 40]));

    expect([9, 10, 19, 20, 39, 40, 41].map((point) => shareAtOrBelow(distribution, point))).toEqual([
      0, 0.25, 0.25, 0.75, 0.75, 1, 1,
    ]);
  });
});

describe('shareBelow', () => {
  it('steps after each value', () => {
    const distribution = distributionOf(sketchOf([10, 20, 20, 40]));

    expect([9, 10, 11, 20, 21, 40, 41].map((point) => shareBelow(distribution, point))).toEqual([
      0, 0, 0.25, 0.25, 0.75, 0.75, 1,
    ]);
  });
});
