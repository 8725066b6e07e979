import { InvalidInputError } from '@optaic/mlops/base';
import type { GbdtDataset } from '../dataset.ts';

/**
 * Refuses labels that are all alike where they count: nothing tells classes apart then.
 *
 * @throws {InvalidInputError} `learner.single_class`.
 */
export function refuseSingleClass({ rows, labels, weights }: GbdtDataset): void {
  let first: number | undefined;
  for (let row = 0; row < rows; row++) {
    if (weights !== undefined && weights[row] === 0) continue;
    first ??= labels[row];
    if (labels[row] !== first) return;
  }
  throw new InvalidInputError(
    'learner.single_class',
    `every row of weight above 0 has the label ${first}; a classifier needs rows of at least two classes`,
  );
}
