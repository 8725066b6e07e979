import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findCutPoints } from './cut-points.ts';
import type { GbdtDataset } from './dataset.ts';

function columnOf(values: readonly number[], weights?: readonly number[]): GbdtDataset {
  return {
    rows: values.length,
    features: 1,
    featureNames: ['x'],
    values: Float32Array.from(values),
    labels: new Float32Array(values.length),
    ...(weights === undefined ? {} : { weights: Float32Array.from(weights) }),
  };
}

function cutsOf(values: readonly number[], maxBin: number): number[] {
  return Array.from(findCutPoints(columnOf(values), maxBin)[0]?.cuts ?? []);
}

const above = (x: number) => Math.fround(x + (Math.abs(x) + Math.fround(1e-5)));

describe('findCutPoints', () => {
  it('cuts at every distinct value but the lowest, and above the highest, while they fit the bins', () => {
    expect(cutsOf([3, 1, Number.NaN, 2, 3, 1], 256)).toEqual([2, 3, above(3)]);
    expect(cutsOf([-1, -3, -2], 256)).toEqual([-2, -1, above(-1)]);
  });

  it('gives a constant column one bin, with its minimum below', () => {
    const [found] = findCutPoints(columnOf([-7, -7]), 256);

    expect(found).toEqual({ cuts: Float32Array.of(above(-7)), minimum: Math.fround(-14 - Math.fround(1e-5)) });
  });

  it('gives a wholly missing column one bin', () => {
    const tiny = Math.fround(1e-5);

    expect(findCutPoints(columnOf([Number.NaN, Number.NaN]), 256)).toEqual([
      { cuts: Float32Array.of(above(tiny)), minimum: tiny },
    ]);
  });

  it('fills bins evenly when there are more values than bins', () => {
    const values = Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000);

    const cuts = cutsOf(values, 16);

    expect(cuts).toHaveLength(16);
    const sizes = cuts.map((cut, bin) => values.filter((x) => x < cut && x >= (cuts[bin - 1] ?? -1)).length);
    // The sketch may miss the rank of an edge by one eighth of a bin, 78 rows; a bin has two edges.
    for (const size of sizes) expect(Math.abs(size - 625)).toBeLessThan(157);
  });

  it('does not see rows of weight 0', () => {
    const weighted = columnOf([1, 2, 99, 3], [1, 0.5, 0, 2]);

    expect(findCutPoints(weighted, 256)[0]?.cuts).toEqual(Float32Array.of(2, 3, above(3)));
  });

  it('ascends strictly and covers every value, whatever the column', () => {
    const column = fc.array(
      fc.oneof(fc.float({ noDefaultInfinity: true, max: 2 ** 100, min: -(2 ** 100) }), fc.integer()),
      {
        minLength: 1,
        maxLength: 300,
      },
    );
    fc.assert(
      fc.property(column, fc.integer({ min: 2, max: 20 }), (values, maxBin) => {
        const cuts = cutsOf(values, maxBin);

        expect(cuts.length).toBeLessThanOrEqual(maxBin);
        expect(cuts.every((cut, i) => i === 0 || cut > (cuts[i - 1] ?? 0))).toBe(true);
        const highest = Math.max(...values.filter((x) => !Number.isNaN(x)).map(Math.fround));
        expect(cuts.at(-1)).toBeGreaterThan(highest);
      }),
    );
  });
});
