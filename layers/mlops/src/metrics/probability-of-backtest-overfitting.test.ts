import { createRandom } from '@optaic/mlops/base';
import { describe, expect, it } from 'vitest';
import { probabilityOfBacktestOverfitting } from './probability-of-backtest-overfitting.ts';

function noise(seed: number, periods: number): number[] {
  const random = createRandom(seed);
  return Array.from({ length: periods }, () => random() - 0.5);
}

describe('probabilityOfBacktestOverfitting', () => {
  it('is 0 when one trial is the best in every half', () => {
    const trials = [noise(1, 64), noise(2, 64), noise(3, 64).map((r) => r + 1)];

    expect(probabilityOfBacktestOverfitting(trials, 8)).toEqual({ probability: 0, halvings: 70, skippedHalvings: 0 });
  });

  it('is 1 when what wins in sample loses out of it', () => {
    // Two blocks: the first trial earns in the one, the second in the other.
    const up = noise(1, 10).map((r) => r + 3);
    const down = noise(2, 10).map((r) => r - 3);

    const found = probabilityOfBacktestOverfitting(
      [
        [...up, ...down],
        [...down, ...up],
      ],
      2,
    );

    expect(found).toEqual({ probability: 1, halvings: 2, skippedHalvings: 0 });
  });

  it('is about a half for trials without skill', () => {
    const found = Array.from({ length: 20 }, (_, seed) => {
      const trials = Array.from({ length: 9 }, (_trial, i) => noise(100 * seed + i, 80));
      return probabilityOfBacktestOverfitting(trials, 8)?.probability ?? Number.NaN;
    });

    const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
    expect(mean).toBeGreaterThan(0.35);
    expect(mean).toBeLessThan(0.7);
  });

  it('skips and counts halvings in which a trial has no variance', () => {
    // The second trial stands still in its first half: the halvings that put it alone on one side cannot be judged.
    const still = [...new Array<number>(10).fill(0.1), ...noise(2, 10)];

    expect(probabilityOfBacktestOverfitting([noise(1, 20), still], 2)).toBeUndefined();
    expect(probabilityOfBacktestOverfitting([noise(1, 20), still], 4)).toMatchObject({
      halvings: 4,
      skippedHalvings: 2,
    });
  });

  it('is undefined for fewer than 2 trials or fewer than 2 periods a block', () => {
    expect(probabilityOfBacktestOverfitting([noise(1, 64)], 8)).toBeUndefined();
    expect(probabilityOfBacktestOverfitting([], 8)).toBeUndefined();
    expect(probabilityOfBacktestOverfitting([noise(1, 15), noise(2, 15)], 8)).toBeUndefined();
  });

  it('fails for an odd or too large number of blocks, uneven trials, and gaps', () => {
    const trials = [noise(1, 64), noise(2, 64)];

    for (const blocks of [7, 0, 22, 2.5]) {
      expect(() => probabilityOfBacktestOverfitting(trials, blocks)).toThrow('pass an even number from 2 to 20');
    }
    expect(() => probabilityOfBacktestOverfitting([...trials, noise(3, 63)], 8)).toThrow('64 periods and another 63');
    expect(() => probabilityOfBacktestOverfitting([...trials, noise(3, 64).with(5, Number.NaN)], 8)).toThrow(
      'value 5 of trial 2 is NaN',
    );
  });
});
