// A summary is an array of entries of four f32: lowest rank, highest rank, least weight, value. See quantile-summary.ts,
// whose arithmetic this repeats step by step.

// @ts-ignore: decorator
@inline
export function rmin(entry: usize): f32 {
  return load<f32>(entry);
}

// @ts-ignore: decorator
@inline
export function rmax(entry: usize): f32 {
  return load<f32>(entry, 4);
}

// @ts-ignore: decorator
@inline
export function wmin(entry: usize): f32 {
  return load<f32>(entry, 8);
}

// @ts-ignore: decorator
@inline
export function valueOf(entry: usize): f32 {
  return load<f32>(entry, 12);
}

// @ts-ignore: decorator
@inline
export function put(entry: usize, low: f32, high: f32, weight: f32, value: f32): void {
  store<f32>(entry, low);
  store<f32>(entry, high, 4);
  store<f32>(entry, weight, 8);
  store<f32>(entry, value, 12);
}

/** At most `limit` entries of `source`, evenly spread over its ranks, into `out`; returns how many. */
export function prune(source: usize, size: i32, limit: i32, out: usize): i32 {
  if (size <= limit) {
    memory.copy(out, source, <usize>size << 4);
    return size;
  }
  const last = source + (<usize>(size - 1) << 4);
  const begin = rmax(source);
  const range: f32 = rmin(last) - begin;
  const steps = <f32>(limit - 1);
  let to = out;
  v128.store(to, v128.load(source));
  to += 16;
  let i = source + 16;
  let picked = source;
  for (let k = 1; k < limit - 1; k++) {
    const twiceRank: f32 = 2 * ((<f32>k * range) / steps + begin);
    while (i < last && twiceRank >= rmax(i + 16) + rmin(i + 16)) i += 16;
    if (i == last) break;
    const middle: f32 = rmin(i) + wmin(i) + (rmax(i + 16) - wmin(i + 16));
    const nearest = twiceRank < middle ? i : i + 16;
    // Written always, kept when it is another one.
    v128.store(to, v128.load(nearest));
    to += <usize>(nearest != picked) << 4;
    picked = nearest;
  }
  if (picked != last) {
    v128.store(to, v128.load(last));
    to += 16;
  }
  return <i32>((to - out) >> 4);
}

/** The highest rank before the entry, or all of the summary when it is exhausted. */
// @ts-ignore: decorator
@inline
function highestBefore(entry: usize, end: usize): f32 {
  return entry == end ? rmax(end - 16) : rmax(entry) - wmin(entry);
}

/** The summary of both together into `out`; returns its size. Neither is empty. */
export function combine(a: usize, aSize: i32, b: usize, bSize: i32, out: usize): i32 {
  const aEnd = a + (<usize>aSize << 4);
  const bEnd = b + (<usize>bSize << 4);
  let belowFromA: f32 = 0;
  let belowFromB: f32 = 0;
  let previousMin: f32 = 0;
  let previousMax: f32 = 0;
  let to = out;
  for (; a < aEnd || b < bEnd; to += 16) {
    const takesA = b == bEnd || (a < aEnd && valueOf(a) <= valueOf(b));
    const takesB = a == aEnd || (b < bEnd && valueOf(b) <= valueOf(a));
    let low: f32;
    let high: f32;
    let weight: f32;
    let value: f32;
    if (takesA && takesB) {
      low = rmin(a) + rmin(b);
      high = rmax(a) + rmax(b);
      weight = wmin(a) + wmin(b);
      value = valueOf(a);
    } else if (takesA) {
      low = rmin(a) + belowFromB;
      high = rmax(a) + highestBefore(b, bEnd);
      weight = wmin(a);
      value = valueOf(a);
    } else {
      low = rmin(b) + belowFromA;
      high = rmax(b) + highestBefore(a, aEnd);
      weight = wmin(b);
      value = valueOf(b);
    }
    if (takesA) {
      belowFromA = rmin(a) + wmin(a);
      a += 16;
    }
    if (takesB) {
      belowFromB = rmin(b) + wmin(b);
      b += 16;
    }
    // Float32 sums can put ranks out of order by an ulp; later steps rely on their order.
    if (low < previousMin) low = previousMin;
    else previousMin = low;
    if (high < previousMax) high = previousMax;
    const next: f32 = low + weight;
    if (high < next) high = next;
    previousMax = high;
    put(to, low, high, weight, value);
  }
  return <i32>((to - out) >> 4);
}
