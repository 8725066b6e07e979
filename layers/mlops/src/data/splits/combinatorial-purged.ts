import { InvalidInputError } from '@optaic/mlops/base';
import { type EmbargoOptions, embargoOf, groupDates, requireCount } from './fold-dates.ts';
import { dateAxis, type Samples } from './samples.ts';
import { type DateRange, type Split, splitAround } from './split.ts';

export interface CombinatorialOptions extends EmbargoOptions {
  /** N: consecutive groups of dates. */
  readonly groups: number;
  /** k: how many of them are tested at a time; 1 ≤ k < N. */
  readonly testGroups: number;
  /** More fits than this are refused. @default 200 */
  readonly maxFits?: number;
}

export interface CombinatorialPlan {
  /** Which groups each split tests: all C(N, k) choices in lexicographic order. */
  readonly choices: readonly (readonly number[])[];
  /** Shape (rows,); the group of each row. */
  readonly groupOfRow: Int32Array;
  /**
   * φ = C(N−1, k−1) backtest paths, each over all dates: `paths[p][g]` is the split whose test predictions of group g
   * path p is made of. Every test group of every split is on exactly one path.
   */
  readonly paths: readonly (readonly number[])[];
  /** The splits in the order of the choices, made one at a time, O(rows) each. */
  splits(): Generator<Split, void>;
  /** One of them. */
  split(index: number): Split;
}

/**
 * Combinatorial purged cross-validation, CPCV(N, k): every choice of k of N groups of dates is tested by a model fitted
 * on the rest, purged and embargoed around each test block; adjacent test groups are one block. Each group is tested
 * C(N−1, k−1) times, so that the tests make that many paths over the whole history, and a metric has a distribution.
 *
 * @throws {InvalidInputError} `split.too_many_fits`; `split.samples_malformed`, `split.dates_malformed`,
 *   `split.option_invalid`, `split.too_few_dates`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 12.
 */
export function combinatorialPurged(
  samples: Samples,
  { groups, testGroups, maxFits = 200, ...embargo }: CombinatorialOptions,
): CombinatorialPlan {
  requireCount('groups', groups, 2);
  requireCount('testGroups', testGroups, 1, groups - 1);
  requireCount('maxFits', maxFits, 1);
  const fits = binomial(groups, testGroups);
  if (fits > maxFits) {
    throw new InvalidInputError(
      'split.too_many_fits',
      `${testGroups} of ${groups} groups make ${fits} fits, the limit is ${maxFits}; take fewer groups or raise maxFits`,
    );
  }
  const axis = dateAxis(samples);
  const embargoDates = embargoOf(embargo, axis);
  const ranges = groupDates(axis, groups);
  const choices = combinations(groups, testGroups);
  const split = (index: number) => {
    requireCount('split', index, 0, fits - 1);
    return splitAround(
      axis,
      samples,
      mergeAdjacent((choices[index] ?? []).flatMap((group) => ranges[group] ?? [])),
      embargoDates,
    );
  };
  return {
    choices,
    groupOfRow: rowGroups(axis, ranges),
    paths: assignPaths(groups, choices),
    split,
    *splits() {
      for (let index = 0; index < fits; index++) yield split(index);
    },
  };
}

/** C(n, k); exact while below 2⁵³. */
function binomial(n: number, k: number): number {
  let result = 1;
  for (let i = 1; i <= k; i++) result = Math.round((result * (n - k + i)) / i);
  return result;
}

/** All ways to take k of 0 … n − 1, each ascending, in lexicographic order. */
function combinations(n: number, k: number, from = 0): number[][] {
  if (k === 0) return [[]];
  const found: number[][] = [];
  for (let first = from; first <= n - k; first++) {
    for (const rest of combinations(n, k - 1, first + 1)) found.push([first, ...rest]);
  }
  return found;
}

/** The p-th split that tests a group gives that group to path p. */
function assignPaths(groups: number, choices: readonly (readonly number[])[]): number[][] {
  const tested = Array.from({ length: groups }, (_, group) =>
    choices.flatMap((choice, split) => (choice.includes(group) ? [split] : [])),
  );
  return (tested[0] ?? []).map((_, path) => tested.map((splits) => splits[path] ?? -1));
}

function mergeAdjacent(ranges: readonly DateRange[]): DateRange[] {
  const merged: DateRange[] = [];
  for (const range of ranges) {
    const last = merged.at(-1);
    if (last?.to === range.from) merged[merged.length - 1] = { from: last.from, to: range.to };
    else merged.push(range);
  }
  return merged;
}

function rowGroups({ order, firstRow }: ReturnType<typeof dateAxis>, ranges: readonly DateRange[]): Int32Array {
  const groupOfRow = new Int32Array(order.length);
  ranges.forEach(({ from, to }, group) => {
    for (const row of order.subarray(firstRow[from], firstRow[to])) groupOfRow[row] = group;
  });
  return groupOfRow;
}
