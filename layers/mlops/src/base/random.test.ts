import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('gives the same sequence for the same seed', () => {
    const first = createRandom(7);
    const second = createRandom(7);

    const draws = Array.from({ length: 100 }, () => first());

    expect(draws).toEqual(Array.from({ length: 100 }, () => second()));
  });

  it('gives another sequence for another seed', () => {
    expect(createRandom(7)()).not.toBe(createRandom(8)());
  });

  it('is uniform in [0, 1): the mean and the deciles of 100,000 draws', () => {
    const random = createRandom(1);
    const deciles = new Array<number>(10).fill(0);
    let sum = 0;

    for (let draw = 0; draw < 100_000; draw++) {
      const value = random();
      sum += value;
      deciles[Math.floor(value * 10)] = (deciles[Math.floor(value * 10)] ?? 0) + 1;
    }

    // The mean's standard error is 1/√(12 · 100,000) = 0.0009; a decile's is √(100,000 · 0.09) = 95.
    expect(Math.abs(sum / 100_000 - 0.5)).toBeLessThan(0.004);
    for (const count of deciles) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});
