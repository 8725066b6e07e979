import { createRandom, type RandomGenerator } from '@optaic/mlops/base';
import type { Rows } from '../training-rows.ts';

/** Standard normal, by Box and Muller. */
export function normalFrom(random: RandomGenerator): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

export interface Simulated extends Rows {
  readonly values: Float64Array;
  /** The true group of each row. */
  readonly truth: readonly number[];
}

/** Rows of groups of growing mean and deviation, which stay for a while: bars of regimes. */
export function simulateRows(seed: number, rows: number, features: number, groups: number): Simulated {
  const random = createRandom(seed);
  const normal = normalFrom(random);
  const truth: number[] = [];
  for (let row = 0; row < rows; row++) {
    const before = truth[row - 1] ?? 0;
    truth.push(random() < 0.03 ? Math.floor(random() * groups) : before);
  }
  const values = Float64Array.from({ length: features * rows }, (_, i) => {
    const group = truth[i % rows];
    return (0.5 + group) * normal() + 3 * group;
  });
  return { rows, featureNames: Array.from({ length: features }, (_, f) => `x${f}`), values, truth };
}
