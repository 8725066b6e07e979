import { describe, expect, it } from 'vitest';
import { BLOCK_ROWS, inBlocks } from './block-inference.ts';

const rowSum = async (features: Float32Array, rows: number) =>
  Float32Array.from({ length: rows }, (_, row) => features[2 * row] + features[2 * row + 1]);
const ramp = (rows: number) => Float32Array.from({ length: 2 * rows }, (_, i) => i);

describe('inBlocks', () => {
  it.each([0, 1, BLOCK_ROWS, BLOCK_ROWS + 1, 1_000])('scores %d rows as the model does', async (rows) => {
    expect(await inBlocks(rowSum)(ramp(rows), rows)).toEqual(await rowSum(ramp(rows), rows));
  });

  it('always hands over blocks of one size', async () => {
    const sizes: number[] = [];
    const infer = inBlocks((features, rows) => {
      sizes.push(rows, features.length);
      return rowSum(features, rows);
    });

    await infer(ramp(300), 300);

    expect(sizes).toEqual([256, 512, 256, 512]);
  });

  it('lets a prefix differ where a model mixes rows', async () => {
    const lessMean = inBlocks(async (features, rows) => {
      const sums = await rowSum(features, rows);
      const mean = sums.reduce((total, value) => total + value, 0) / rows;
      return sums.map((value) => value - mean);
    });

    const whole = await lessMean(ramp(300), 300);
    const prefix = await lessMean(ramp(100), 100);

    expect(whole.subarray(0, 100)).not.toEqual(prefix);
  });
});
