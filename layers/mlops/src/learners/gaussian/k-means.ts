import type { RandomGenerator } from '@optaic/mlops/base';
import type { StandardisedRows } from './standardised-rows.ts';

const MAXIMUM_ROUNDS = 30;

/**
 * Clusters by k-means++ and Lloyd's rounds: where expectation maximisation starts. A missing feature counts as its mean.
 *
 * @returns The cluster of each row. Shape (rows,).
 * @see Arthur and Vassilvitskii, k-means++: The Advantages of Careful Seeding, 2007.
 */
export function kMeans(rows: StandardisedRows, clusters: number, random: RandomGenerator): Int32Array {
  let centres = spreadCentres(rows, clusters, random);
  let assigned = nearest(rows, centres).cluster;
  for (let round = 0; round < MAXIMUM_ROUNDS; round++) {
    centres = meansOf(rows, assigned, centres);
    const { cluster } = nearest(rows, centres);
    if (cluster.every((k, row) => k === assigned[row])) break;
    assigned = cluster;
  }
  return assigned;
}

/** A row at chance, then each next by its squared distance to the nearest so far. Shape (clusters × features). */
function spreadCentres(rows: StandardisedRows, clusters: number, random: RandomGenerator): Float64Array {
  const { features } = rows;
  const centres = new Float64Array(clusters * features);
  const take = (row: number, k: number) => {
    for (let f = 0; f < features; f++) centres[k * features + f] = valueAt(rows, row, f);
  };
  take(Math.floor(random() * rows.rows), 0);
  for (let k = 1; k < clusters; k++) {
    const { distance } = nearest(rows, centres.subarray(0, k * features));
    const total = distance.reduce((sum, square) => sum + square, 0);
    let left = random() * total;
    let row = 0;
    while (row < rows.rows - 1 && left >= distance[row]) left -= distance[row++];
    take(row, k);
  }
  return centres;
}

function nearest(rows: StandardisedRows, centres: Float64Array): { cluster: Int32Array; distance: Float64Array } {
  const { features } = rows;
  const clusters = centres.length / features;
  const cluster = new Int32Array(rows.rows);
  const distance = new Float64Array(rows.rows);
  for (let row = 0; row < rows.rows; row++) {
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < clusters; k++) {
      let square = 0;
      for (let f = 0; f < features; f++) square += (valueAt(rows, row, f) - centres[k * features + f]) ** 2;
      if (square >= best) continue;
      best = square;
      cluster[row] = k;
    }
    distance[row] = best;
  }
  return { cluster, distance };
}

/** An empty cluster keeps its centre. */
function meansOf(rows: StandardisedRows, assigned: Int32Array, before: Float64Array): Float64Array {
  const { features } = rows;
  const sums = new Float64Array(before.length);
  const counts = new Float64Array(before.length / features);
  for (let row = 0; row < rows.rows; row++) {
    const k = assigned[row];
    counts[k]++;
    for (let f = 0; f < features; f++) sums[k * features + f] += valueAt(rows, row, f);
  }
  return sums.map((sum, i) => {
    const count = counts[Math.floor(i / features)];
    return count === 0 ? before[i] : sum / count;
  });
}

function valueAt({ values, features }: StandardisedRows, row: number, feature: number): number {
  const value = values[row * features + feature];
  return Number.isNaN(value) ? 0 : value;
}
