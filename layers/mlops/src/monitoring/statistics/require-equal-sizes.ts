import { InvalidInputError } from '@optaic/mlops/base';
import type { SamplePair } from './sample-pair.ts';

/** @throws {InvalidInputError} `drift.sizes_differ` when the sides differ in size. */
export function requireEqualSizes({ reference, current }: SamplePair, statistic: string): void {
  if (reference.size === current.size) return;
  throw new InvalidInputError(
    'drift.sizes_differ',
    `${statistic} compares equal numbers of values, the reference has ${reference.size} and the current side ${current.size}; sample one side or choose chisquare`,
  );
}
