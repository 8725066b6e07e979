import type { GroupRange } from '../group-ranges.ts';

/** The rows of a group by value, greatest first; equal ones in their own order. */
export function descendingOrder(values: Float32Array, { begin, end }: GroupRange): Int32Array {
  const rows = Int32Array.from({ length: end - begin }, (_, i) => begin + i);
  return rows.sort((a, b) => values[b] - values[a]);
}

/** What a place counts, from 0: 1 / log₂(place + 2). */
export function discounts(places: number): Float64Array {
  return Float64Array.from({ length: places }, (_, place) => 1 / Math.log2(place + 2));
}

/** What a relevance is worth: 2^relevance − 1, or itself. */
export function relevanceGain(relevance: number, isExponential: boolean): number {
  return isExponential ? 2 ** relevance - 1 : relevance;
}

/** The discounted gain of the group's `top` places in the best order: what NDCG divides by. */
export function idealGain(labels: Float32Array, rows: Int32Array, top: number, isExponential: boolean): number {
  const sorted = Float32Array.from(rows, (row) => labels[row])
    .sort()
    .reverse();
  const places = Math.min(top, sorted.length);
  const discount = discounts(places);
  let sum = 0;
  for (let place = 0; place < places; place++) sum += relevanceGain(sorted[place], isExponential) * discount[place];
  return sum;
}
