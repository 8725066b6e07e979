/** Items that stand for 2^level values each. */
export interface SketchLevel {
  /** Ascending, finite. */
  readonly items: Float64Array;
  /** How often this level was halved by keeping the items at even positions, which raises ranks by one item at most. */
  readonly keptEven: number;
  /** … and at odd positions, which lowers them. */
  readonly keptOdd: number;
}

/**
 * Quantiles of many values from few: a stack of compactors as in KLL, all of one capacity. A full level is sorted and
 * every second item goes on to the next with twice the weight. Which half is kept balances the halves kept before, so
 * nothing is random and the largest possible error of a rank is known: `rankErrorBound`. Fewer values than the capacity
 * are all there.
 *
 * @see Karnin, Lang and Liberty, Optimal Quantile Approximation in Streams, 2016.
 * @see Ivkin, Liberty, Lang, Karnin and Braverman, Streaming Quantiles Algorithms with Small Space and Update Time, 2019,
 * section 3.1: anticorrelated halves.
 */
export interface QuantileSketch {
  /** Each level has fewer items. */
  readonly capacity: number;
  readonly count: number;
  /** Exact; 0 without a value. */
  readonly minimum: number;
  readonly maximum: number;
  readonly levels: readonly SketchLevel[];
}

/** That of whylogs' sketch: at a million values a rank is at most half a percent off. */
export const SKETCH_CAPACITY = 1024;

export function emptyQuantileSketch(capacity: number = SKETCH_CAPACITY): QuantileSketch {
  return { capacity, count: 0, minimum: 0, maximum: 0, levels: [] };
}

type DraftLevel = { -readonly [K in keyof SketchLevel]: SketchLevel[K] };

const NO_ITEMS = new Float64Array(0);

/** A sketch that grows in place while a column is read. */
export class QuantileSketchBuilder {
  readonly #capacity: number;
  readonly #levels: DraftLevel[] = [];
  #count = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /**
   * Adds at most as many values as the capacity.
   *
   * @param run - Shape (n,), n ≥ 1; finite, ascending; not kept.
   */
  add(run: Float64Array): void {
    this.#count += run.length;
    this.#minimum = Math.min(this.#minimum, run[0]);
    this.#maximum = Math.max(this.#maximum, run[run.length - 1]);
    addToLevel(this.#levels, 0, run, this.#capacity);
  }

  build(): QuantileSketch {
    if (this.#count === 0) return emptyQuantileSketch(this.#capacity);
    return {
      capacity: this.#capacity,
      count: this.#count,
      minimum: this.#minimum,
      maximum: this.#maximum,
      levels: this.#levels.map((level) => ({ ...level })),
    };
  }
}

/**
 * The sketch of both sides' values. Commutative, exactly. Associative in count, minimum and maximum exactly, and in
 * every rank within `rankErrorBound` of the result; exactly so while no level was ever full.
 *
 * @param left - The capacities must be equal.
 */
export function mergeQuantileSketches(left: QuantileSketch, right: QuantileSketch): QuantileSketch {
  if (left.count === 0) return right;
  if (right.count === 0) return left;
  const levels: DraftLevel[] = [];
  const depth = Math.max(left.levels.length, right.levels.length);
  // The counts come first: which half is kept must not depend on the side.
  for (let h = 0; h < depth; h++) {
    levels.push({
      items: mergeSorted(left.levels[h]?.items ?? NO_ITEMS, right.levels[h]?.items ?? NO_ITEMS),
      keptEven: (left.levels[h]?.keptEven ?? 0) + (right.levels[h]?.keptEven ?? 0),
      keptOdd: (left.levels[h]?.keptOdd ?? 0) + (right.levels[h]?.keptOdd ?? 0),
    });
  }
  for (let h = 0; h < depth; h++) addToLevel(levels, h, NO_ITEMS, left.capacity);
  return {
    capacity: left.capacity,
    count: left.count + right.count,
    minimum: Math.min(left.minimum, right.minimum),
    maximum: Math.max(left.maximum, right.maximum),
    levels,
  };
}

function addToLevel(levels: DraftLevel[], first: number, run: Float64Array, capacity: number): void {
  let added = run;
  for (let h = first; ; h++) {
    if (h === levels.length) levels.push({ items: NO_ITEMS, keptEven: 0, keptOdd: 0 });
    const level = levels[h];
    const items = mergeSorted(level.items, added);
    if (items.length < capacity) {
      level.items = items === run ? items.slice() : items;
      return;
    }
    const odd = halfToKeep(level, h);
    added = everySecond(items, odd);
    // The largest waits when their number is odd, so that the halved ones keep their total weight.
    level.items = items.length % 2 === 0 ? NO_ITEMS : items.slice(-1);
    if (odd === 0) level.keptEven++;
    else level.keptOdd++;
  }
}

/** The half that was kept less often; after equal numbers one of the two that depends only on place and number. */
function halfToKeep({ keptEven, keptOdd }: SketchLevel, level: number): 0 | 1 {
  if (keptEven !== keptOdd) return keptEven < keptOdd ? 0 : 1;
  const mixed = Math.imul((keptEven + 1) ^ Math.imul(level + 1, 0x9e3779b1), 0x85ebca6b);
  return ((mixed ^ (mixed >>> 15)) >>> 7) & 1 ? 1 : 0;
}

function everySecond(items: Float64Array, offset: 0 | 1): Float64Array {
  const kept = new Float64Array(items.length >> 1);
  for (let i = 0; i < kept.length; i++) kept[i] = items[2 * i + offset];
  return kept;
}

function mergeSorted(left: Float64Array, right: Float64Array): Float64Array {
  if (left.length === 0) return right;
  if (right.length === 0) return left;
  const merged = new Float64Array(left.length + right.length);
  let i = 0;
  let j = 0;
  for (let to = 0; to < merged.length; to++) {
    merged[to] = j === right.length || (i < left.length && left[i] <= right[j]) ? left[i++] : right[j++];
  }
  return merged;
}
