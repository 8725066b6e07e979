import { describe, expect, it } from 'vitest';
import { sampleWindows } from './sample-windows.ts';

describe('sampleWindows', () => {
  it('takes all of them when they are few', () => {
    expect(sampleWindows(4, 4, 7)).toEqual([0, 1, 2, 3]);
  });

  it('chooses without replacement, ascending', () => {
    const chosen = sampleWindows(1_000, 100, 7);

    expect(new Set(chosen).size).toBe(100);
    expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
    expect(chosen.every((window) => window >= 0 && window < 1_000)).toBe(true);
  });

  it('chooses the same with the same seed and others with another', () => {
    expect(sampleWindows(1_000, 100, 7)).toEqual(sampleWindows(1_000, 100, 7));
    expect(sampleWindows(1_000, 100, 7)).not.toEqual(sampleWindows(1_000, 100, 8));
  });

  it('chooses every window about equally often', () => {
    const counts = new Array<number>(10).fill(0);
    for (let seed = 0; seed < 2_000; seed++) for (const window of sampleWindows(10, 3, seed)) counts[window]++;

    for (const count of counts) expect(Math.abs(count - 600)).toBeLessThan(100);
  });
});
