interface Penalties {
  readonly reg_lambda: number;
  readonly reg_alpha: number;
  readonly min_child_weight: number;
}

interface NaiveSplit {
  readonly split: { feature: number; threshold: number; defaultLeft: boolean; gain: number };
  readonly left: readonly number[];
  readonly right: readonly number[];
}

/**
 * The best split of the rows in `members` by trying them all, each scored from its own rows: the oracle of the booster's
 * histograms, subtraction and scans. Squared error at the margin `base`; any value of any row may be a threshold.
 */
export function findBestSplitNaively(
  columns: readonly (readonly number[])[],
  labels: readonly number[],
  base: number,
  members: readonly number[],
  { reg_lambda, reg_alpha, min_child_weight }: Penalties,
): NaiveSplit | undefined {
  const score = (rows: readonly number[]) => {
    const gradient = rows.reduce((sum, row) => sum + base - (labels[row] ?? 0), 0);
    const shrunk = Math.max(Math.abs(gradient) - reg_alpha, 0);
    return rows.length === 0 ? 0 : Math.fround(Math.fround(shrunk ** 2) / Math.fround(rows.length + reg_lambda));
  };
  let best: NaiveSplit | undefined;
  columns.forEach((column, feature) => {
    for (const { threshold, defaultLeft } of candidates(column, members)) {
      const goesLeft = (row: number) => {
        const x = column[row] ?? Number.NaN;
        return Number.isNaN(x) ? defaultLeft : x < threshold;
      };
      const left = members.filter(goesLeft);
      const right = members.filter((row) => !goesLeft(row));
      if (Math.min(left.length, right.length) < min_child_weight) continue;
      const gain = Math.fround(Math.fround(score(left) + score(right)) - score(members));
      if (gain > (best?.split.gain ?? 0)) best = { split: { feature, threshold, defaultLeft, gain }, left, right };
    }
  });
  return best !== undefined && best.split.gain > 1e-6 && best.left.length > 0 && best.right.length > 0
    ? best
    : undefined;
}

/** In the order that breaks ties: upwards with missing right; then downwards with missing left if any is missing. */
function candidates(column: readonly number[], members: readonly number[]) {
  const distinct = [...new Set(column.filter((x) => !Number.isNaN(x)))].sort((a, b) => a - b);
  const lowest = distinct[0] ?? Math.fround(1e-5);
  const highest = distinct.at(-1) ?? Math.fround(1e-5);
  const margin = Math.fround(1e-5);
  const above = Math.fround(highest + (Math.abs(highest) + margin));
  const below = distinct.length === 0 ? lowest : Math.fround(lowest - Math.abs(lowest) - margin);
  const upwards = [...distinct.slice(1), above];
  const isMissingSomewhere = members.some((row) => Number.isNaN(column[row]));
  const downwards = isMissingSomewhere ? [below, ...distinct.slice(1)].reverse() : [];
  return [
    ...upwards.map((threshold) => ({ threshold, defaultLeft: false })),
    ...downwards.map((threshold) => ({ threshold, defaultLeft: true })),
  ];
}
