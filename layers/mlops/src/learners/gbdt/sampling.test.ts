import { describe, expect, it } from 'vitest';
import { createMersenneTwister } from './mersenne-twister.ts';
import { createTreeSampler } from './sampling.ts';

describe('createMersenneTwister', () => {
  it('gives the 10,000th word that the C++ standard names for std::mt19937', () => {
    const next = createMersenneTwister(5489);
    for (let i = 1; i < 10_000; i++) next();

    expect(next()).toBe(4_123_659_995);
  });
});

describe('createTreeSampler', () => {
  const props = {
    rows: 20_000,
    features: 10,
    subsample: 0.7,
    colsampleByTree: 0.55,
    colsampleByLevel: 1,
    colsampleByNode: 1,
    seed: 42,
  };

  it('keeps about the share of rows asked for, ascending, other ones for each tree', () => {
    const sampler = createTreeSampler(props);

    const first = sampler.sampleRows() ?? new Int32Array();
    const second = sampler.sampleRows() ?? new Int32Array();

    // Four standard deviations of a binomial count: 4 · √(20,000 · 0.7 · 0.3) = 259.
    expect(Math.abs(first.length - 14_000)).toBeLessThan(259);
    expect(first).toEqual(first.toSorted());
    expect(second).not.toEqual(first);
  });

  it('takes every row when subsample is 1', () => {
    expect(createTreeSampler({ ...props, subsample: 1 }).sampleRows()).toBeUndefined();
  });

  it('rounds the number of features down, to at least one', () => {
    expect(createTreeSampler(props).features.ofTree()).toHaveLength(5);
    expect(createTreeSampler({ ...props, colsampleByTree: 0.01 }).features.ofTree()).toHaveLength(1);
  });

  it('gives each feature its turn', () => {
    const sampler = createTreeSampler(props);
    const counts = new Int32Array(10);
    for (let tree = 0; tree < 10_000; tree++) {
      for (const feature of sampler.features.ofTree()) counts[feature]++;
    }

    // Four standard deviations of a binomial count: 4 · √(10,000 · 0.5 · 0.5) = 200.
    for (const count of counts) expect(Math.abs(count - 5000)).toBeLessThan(200);
  });

  it('repeats itself for the same seed', () => {
    const draw = (seed: number) => {
      const sampler = createTreeSampler({ ...props, seed });
      return [1, 2, 3].map(() => [sampler.sampleRows(), sampler.features.ofTree()]);
    };

    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
});
