/**
 * A summary of a weighted column, ascending by value: for each kept value the lowest and highest rank it may have and
 * the least weight it has. Ranks are float32 because XGBoost's are, and cut points must come out the same.
 *
 * @see Chen and Guestrin, XGBoost: A Scalable Tree Boosting System, 2016, appendix A.
 */
export interface QuantileSummary {
  size: number;
  readonly rmin: Float32Array;
  readonly rmax: Float32Array;
  readonly wmin: Float32Array;
  readonly value: Float32Array;
}

/** An empty summary with room for `capacity` values. */
export function createSummary(capacity: number): QuantileSummary {
  return {
    size: 0,
    rmin: new Float32Array(capacity),
    rmax: new Float32Array(capacity),
    wmin: new Float32Array(capacity),
    value: new Float32Array(capacity),
  };
}

/** Appends one value with exactly known ranks. */
export function appendExact(summary: QuantileSummary, value: number, before: number, weight: number): void {
  append(summary, before, Math.fround(before + weight), weight, value);
}

/** At most `limit` values of `source`, spread evenly over its ranks; its first and last value are always kept. */
export function pruneSummary(source: QuantileSummary, limit: number): QuantileSummary {
  if (source.size <= limit) return source;
  const { fround } = Math;
  const { rmin, rmax, wmin } = source;
  const last = source.size - 1;
  const begin = rmax[0];
  const range = fround(rmin[last] - begin);
  const steps = limit - 1;
  const pruned = createSummary(limit);
  copyEntry(source, 0, pruned);
  let i = 1;
  let picked = 0;
  for (let k = 1; k < steps; k++) {
    const twiceRank = 2 * fround(fround(fround(k * range) / steps) + begin);
    while (i < last && twiceRank >= fround(rmax[i + 1] + rmin[i + 1])) i++;
    if (i === last) break;
    const rminNext = fround(rmin[i] + wmin[i]);
    const rmaxPrevious = fround(rmax[i + 1] - wmin[i + 1]);
    const nearest = twiceRank < fround(rminNext + rmaxPrevious) ? i : i + 1;
    if (nearest === picked) continue;
    copyEntry(source, nearest, pruned);
    picked = nearest;
  }
  if (picked !== last) copyEntry(source, last, pruned);
  return pruned;
}

/** The summary of both columns together. */
export function combineSummaries(a: QuantileSummary, b: QuantileSummary): QuantileSummary {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const { fround } = Math;
  const out = createSummary(a.size + b.size);
  let i = 0;
  let j = 0;
  // What lies surely below the next entry, by the entries of the other side already passed.
  let belowFromA = 0;
  let belowFromB = 0;
  while (i < a.size || j < b.size) {
    const order = i === a.size ? 1 : j === b.size ? -1 : a.value[i] - b.value[j];
    if (order === 0) {
      append(
        out,
        fround(a.rmin[i] + b.rmin[j]),
        fround(a.rmax[i] + b.rmax[j]),
        fround(a.wmin[i] + b.wmin[j]),
        a.value[i],
      );
      belowFromA = fround(a.rmin[i] + a.wmin[i++]);
      belowFromB = fround(b.rmin[j] + b.wmin[j++]);
    } else if (order < 0) {
      append(out, fround(a.rmin[i] + belowFromB), fround(a.rmax[i] + highestBefore(b, j)), a.wmin[i], a.value[i]);
      belowFromA = fround(a.rmin[i] + a.wmin[i++]);
    } else {
      append(out, fround(b.rmin[j] + belowFromA), fround(b.rmax[j] + highestBefore(a, i)), b.wmin[j], b.value[j]);
      belowFromB = fround(b.rmin[j] + b.wmin[j++]);
    }
  }
  repairRounding(out);
  return out;
}

/** The highest rank that can lie before entry `next`, or all of the summary when it is exhausted. */
function highestBefore(summary: QuantileSummary, next: number): number {
  return next === summary.size ? summary.rmax[summary.size - 1] : Math.fround(summary.rmax[next] - summary.wmin[next]);
}

/** Float32 sums can put ranks out of order by an ulp; later steps rely on their order. */
function repairRounding({ size, rmin, rmax, wmin }: QuantileSummary): void {
  let previousRmin = 0;
  let previousRmax = 0;
  for (let i = 0; i < size; i++) {
    if (rmin[i] < previousRmin) rmin[i] = previousRmin;
    else previousRmin = rmin[i];
    if (rmax[i] < previousRmax) rmax[i] = previousRmax;
    const next = Math.fround(rmin[i] + wmin[i]);
    if (rmax[i] < next) rmax[i] = next;
    previousRmax = rmax[i];
  }
}

function copyEntry(source: QuantileSummary, i: number, target: QuantileSummary): void {
  append(target, source.rmin[i], source.rmax[i], source.wmin[i], source.value[i]);
}

function append(summary: QuantileSummary, rmin: number, rmax: number, wmin: number, value: number): void {
  const i = summary.size++;
  summary.rmin[i] = rmin;
  summary.rmax[i] = rmax;
  summary.wmin[i] = wmin;
  summary.value[i] = value;
}
