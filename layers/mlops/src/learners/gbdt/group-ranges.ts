import { InvalidInputError } from '@optaic/mlops/base';
import type { GbdtDataset } from './dataset.ts';

/** The rows [begin, end) of one group. */
export interface GroupRange {
  readonly begin: number;
  readonly end: number;
}

/** The groups of a dataset in the order of its rows; one of all rows where it has none. */
export function groupRanges({ rows, groups }: Pick<GbdtDataset, 'rows' | 'groups'>): GroupRange[] {
  if (groups === undefined) return [{ begin: 0, end: rows }];
  const ranges: GroupRange[] = [];
  let begin = 0;
  for (let row = 1; row <= rows; row++) {
    if (row < rows && groups[row] === groups[begin]) continue;
    ranges.push({ begin, end: row });
    begin = row;
  }
  return ranges;
}

/**
 * Refuses groups that do not stand together, or whose rows have different weights.
 *
 * @throws {InvalidInputError} `learner.group_split` or `learner.group_weight_varies`, with the first such row.
 */
export function checkGroups({ rows, groups, weights }: GbdtDataset, name: string): void {
  const seen = new Set<number>();
  for (const { begin, end } of groupRanges({ rows, ...(groups === undefined ? {} : { groups }) })) {
    const group = groups?.[begin] ?? 0;
    if (seen.has(group)) {
      throw new InvalidInputError(
        'learner.group_split',
        `group ${group} of the ${name} dataset begins again at row ${begin}; sort the rows so that each group stands together`,
        { details: { group, row: begin } },
      );
    }
    seen.add(group);
    for (let row = begin + 1; weights !== undefined && row < end; row++) {
      if (weights[row] === weights[begin]) continue;
      throw new InvalidInputError(
        'learner.group_weight_varies',
        `row ${row} of the ${name} dataset weighs ${weights[row]}, its group ${group} ${weights[begin]}; a group has one weight in ranking`,
        { details: { group, row } },
      );
    }
  }
}

/**
 * The weights that cut points are found with in ranking. XGBoost gives the first row of each group the weight of the group
 * before; with one row a group, it takes the weights as they stand.
 */
export function withSketchWeights(dataset: GbdtDataset): GbdtDataset {
  const { weights, rows } = dataset;
  if (weights === undefined || groupRanges(dataset).length === rows) return dataset;
  return { ...dataset, weights: weights.map((_, row) => weights[Math.max(0, row - 1)]) };
}
