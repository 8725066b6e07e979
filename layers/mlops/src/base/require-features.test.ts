import { describe, expect, it } from 'vitest';
import { requireFeatures } from './require-features.ts';

describe('requireFeatures', () => {
  it('takes the same names in the same order', () => {
    expect(() => requireFeatures({ featureNames: ['a', 'b'] }, ['a', 'b'])).not.toThrow();
  });

  it.each([[['b', 'a']], [['a']], [['a', 'b', 'c']]])('refuses %j where a, b were learned', (featureNames) => {
    expect(() => requireFeatures({ featureNames }, ['a', 'b'])).toThrow('trained on a, b, in this order');
  });
});
