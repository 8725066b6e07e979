import type { Category } from '../columns/column.ts';

/** Counters that survive a reduction; the error of a count is at most total / 513. */
export const FREQUENT_CAPACITY = 512;
/** Characters of a string that are kept; longer ones that begin alike count as one value. */
export const KEPT_CHARACTERS = 128;

export interface FrequentItem {
  readonly value: Category;
  /** At most the true count, and at least it less the sketch's `error`. */
  readonly count: number;
}

/**
 * Misra and Gries' counters: every value more frequent than `error` is there.
 *
 * @see Misra and Gries, Finding repeated elements, 1982; Agarwal, Cormode, Huang, Phillips, Wei and Yi, Mergeable
 * Summaries, 2012, for the merge.
 */
export interface FrequentItems {
  readonly capacity: number;
  /** Values counted. */
  readonly total: number;
  /** How much a count can be short; at most total / (capacity + 1). 0 while every value has its counter. */
  readonly error: number;
  /** At most twice the capacity; most frequent first, then by value. */
  readonly items: readonly FrequentItem[];
}

export function emptyFrequentItems(capacity: number = FREQUENT_CAPACITY): FrequentItems {
  return { capacity, total: 0, error: 0, items: [] };
}

/** Counters that grow in place while a column is read. */
export class FrequentItemsBuilder {
  readonly #capacity: number;
  readonly #counts = new Map<Category, number>();
  #total = 0;
  #error = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Counts a value `count` ≥ 1 times. */
  add(value: Category, count: number): void {
    this.#total += count;
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + count);
    if (this.#counts.size > 2 * this.#capacity) this.#error += reduceCounts(this.#counts, this.#capacity);
  }

  build(): FrequentItems {
    return {
      capacity: this.#capacity,
      total: this.#total,
      error: this.#error,
      items: orderedItems(this.#counts),
    };
  }
}

/**
 * The counters of both sides. Commutative, exactly. Associative in the total exactly, and in every count within `error`
 * of the result; exactly so while every value has its counter.
 *
 * @param left - The capacities must be equal.
 */
export function mergeFrequentItems(left: FrequentItems, right: FrequentItems): FrequentItems {
  const counts = new Map<Category, number>();
  for (const { value, count } of [...left.items, ...right.items]) counts.set(value, (counts.get(value) ?? 0) + count);
  const reduced = counts.size > 2 * left.capacity ? reduceCounts(counts, left.capacity) : 0;
  return {
    capacity: left.capacity,
    total: left.total + right.total,
    error: left.error + right.error + reduced,
    items: orderedItems(counts),
  };
}

/** What is kept of a string: its first 128 characters, without half a surrogate pair at the end. */
export function keptCategory(value: Category): Category {
  if (typeof value !== 'string' || value.length <= KEPT_CHARACTERS) return value;
  const kept = value.slice(0, KEPT_CHARACTERS);
  return /[\ud800-\udbff]$/.test(kept) ? kept.slice(0, -1) : kept;
}

/** Takes the (capacity + 1)-th largest count from every counter and drops the empty ones; returns that count. */
function reduceCounts(counts: Map<Category, number>, capacity: number): number {
  const taken = countInPlace(counts, capacity);
  const kept = [...counts].filter(([, count]) => count > taken);
  // Emptied and filled again: cheaper than deleting most counters one by one.
  counts.clear();
  for (const [value, count] of kept) counts.set(value, count - taken);
  return taken;
}

/** The (capacity + 1)-th largest count; without a sort where it is the smallest one, as among values that rarely repeat. */
function countInPlace(counts: ReadonlyMap<Category, number>, capacity: number): number {
  let smallest = Number.POSITIVE_INFINITY;
  let larger = 0;
  for (const count of counts.values()) if (count < smallest) smallest = count;
  for (const count of counts.values()) if (count > smallest) larger++;
  if (larger <= capacity) return smallest;
  const ascending = Float64Array.from(counts.values()).sort();
  return ascending[ascending.length - 1 - capacity];
}

function orderedItems(counts: ReadonlyMap<Category, number>): FrequentItem[] {
  return Array.from(counts, ([value, count]) => ({ value, count })).sort(
    (a, b) => b.count - a.count || compareCategories(a.value, b.value),
  );
}

/** Booleans, then numbers, then strings; each ascending, strings by code units. */
function compareCategories(a: Category, b: Category): number {
  if (typeof a !== typeof b) return typeof a < typeof b ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}
