import type { Panel } from '@optaic/mlops/base';
import { rankByDate } from '@optaic/mlops/metrics';

/**
 * Features that say almost the same: those joined by a chain of rank correlations above the limit, in absolute value. The
 * correlation of two features is Pearson's of their ranks within dates, over the rows that have both.
 *
 * @returns Shape (features,): the number of each feature's cluster, numbered from 0 in the order of their first feature.
 */
export function clusterFeatures({ rows, featureNames, features, decisionTime }: Panel, limit: number): number[] {
  const ranks = featureNames.map((_, feature) =>
    rankByDate(decisionTime, features.subarray(feature * rows, (feature + 1) * rows)),
  );
  const leader = featureNames.map((_, feature) => feature);
  const find = (feature: number): number => (leader[feature] === feature ? feature : find(leader[feature]));
  for (let second = 1; second < ranks.length; second++) {
    for (let first = 0; first < second; first++) {
      if (!(Math.abs(correlation(ranks[first], ranks[second])) > limit)) continue;
      const [a, b] = [find(first), find(second)];
      leader[Math.max(a, b)] = Math.min(a, b);
    }
  }
  const numbers = new Map<number, number>();
  return featureNames.map((_, feature) => {
    const root = find(feature);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}

/** Ranks have mean 0 on every date, so the sums are covariance and variances. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let row = 0; row < a.length; row++) {
    if (Number.isNaN(a[row]) || Number.isNaN(b[row])) continue;
    ab += a[row] * b[row];
    aa += a[row] ** 2;
    bb += b[row] ** 2;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}
