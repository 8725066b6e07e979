import { InvalidInputError } from '@optaic/mlops/base';
import type { CategoricalColumn, Column } from '../columns/column.ts';
import {
  addCategory,
  addNumber,
  type CardinalitySketch,
  emptyCardinalitySketch,
  mergeCardinalitySketches,
} from './cardinality-sketch.ts';
import {
  FREQUENT_CAPACITY,
  type FrequentItems,
  FrequentItemsBuilder,
  keptCategory,
  mergeFrequentItems,
} from './frequent-items.ts';
import { type Moments, mergeMoments, momentsOf, NO_MOMENTS } from './moments.ts';
import {
  mergeQuantileSketches,
  type QuantileSketch,
  QuantileSketchBuilder,
  SKETCH_CAPACITY,
} from './quantile-sketch.ts';

/** Rows by what stands in them; all but `rows` are disjoint and sum to it. */
export interface ValueCounts {
  readonly rows: number;
  /** Null or NaN. */
  readonly missing: number;
  readonly positiveInfinite: number;
  readonly negativeInfinite: number;
  /** Finite numbers without a fraction. */
  readonly integral: number;
  readonly fractional: number;
  readonly strings: number;
  readonly booleans: number;
}

/**
 * What is remembered of a column when its rows are gone; that of two batches merges from theirs. Everything is there for
 * every kind; what does not apply is empty.
 */
export interface ColumnProfile {
  /** `empty` when no row had a value: it merges with any kind. */
  readonly kind: Column['kind'] | 'empty';
  readonly counts: ValueCounts;
  /** Of the finite numbers and the times (in ms); not of a categorical column. */
  readonly moments: Moments;
  /** Of the same values. */
  readonly quantiles: QuantileSketch;
  /** Of every value but the infinite ones. */
  readonly cardinality: CardinalitySketch;
  /** Of categories, and of the numbers without a fraction. */
  readonly frequent: FrequentItems;
}

export interface ProfileOptions {
  /**
   * Values that a level of the quantile sketch has fewer than; even, ≥ 2.
   *
   * @default 1024
   */
  readonly sketchCapacity?: number;
  /**
   * Counters of frequent values that survive a reduction, ≥ 1.
   *
   * @default 512
   */
  readonly frequentCapacity?: number;
}

const LARGEST_CAPACITY = 65_536;

export function isSketchCapacity(capacity: number): boolean {
  return Number.isInteger(capacity / 2) && capacity >= 2 && capacity <= LARGEST_CAPACITY;
}

export function isFrequentCapacity(capacity: number): boolean {
  return Number.isInteger(capacity) && capacity >= 1 && capacity <= LARGEST_CAPACITY;
}

/**
 * Profiles a column in one pass. The same column gives the same profile on every machine.
 *
 * @throws {InvalidInputError} `profile.capacity_invalid` for a capacity outside its range.
 */
export function profileColumn(column: Column, options: ProfileOptions = {}): ColumnProfile {
  const { sketchCapacity = SKETCH_CAPACITY, frequentCapacity = FREQUENT_CAPACITY } = options;
  if (!isSketchCapacity(sketchCapacity)) {
    throw new InvalidInputError(
      'profile.capacity_invalid',
      `the capacity of the quantile sketch is ${sketchCapacity}; give an even number from 2 to ${LARGEST_CAPACITY}`,
    );
  }
  if (!isFrequentCapacity(frequentCapacity)) {
    throw new InvalidInputError(
      'profile.capacity_invalid',
      `the capacity of the frequent items is ${frequentCapacity}; give a whole number from 1 to ${LARGEST_CAPACITY}`,
    );
  }
  const profile =
    column.kind === 'categorical'
      ? profileCategories(column, sketchCapacity, frequentCapacity)
      : profileNumbers(column.values, sketchCapacity, frequentCapacity);
  return { kind: profile.counts.missing === profile.counts.rows ? 'empty' : column.kind, ...profile };
}

/**
 * The profile of both sides' rows. Commutative, exactly; associative exactly in counts, extremes, cardinality and, while
 * nothing overflowed, in all; else in mean and variance within rounding, and in ranks and frequencies within the bounds
 * that the result states.
 *
 * @throws {InvalidInputError} `profile.kind_mismatch`, `profile.capacity_mismatch`.
 */
export function mergeColumnProfiles(left: ColumnProfile, right: ColumnProfile): ColumnProfile {
  requireEqualCapacities(left, right);
  return {
    kind: mergeKinds(left.kind, right.kind),
    counts: mergeCounts(left.counts, right.counts),
    moments: mergeMoments(left.moments, right.moments),
    quantiles: mergeQuantileSketches(left.quantiles, right.quantiles),
    cardinality: mergeCardinalitySketches(left.cardinality, right.cardinality),
    frequent: mergeFrequentItems(left.frequent, right.frequent),
  };
}

function profileNumbers(
  values: Float64Array,
  sketchCapacity: number,
  frequentCapacity: number,
): Omit<ColumnProfile, 'kind'> {
  const quantiles = new QuantileSketchBuilder(sketchCapacity);
  const frequent = new FrequentItemsBuilder(frequentCapacity);
  const cardinality = emptyCardinalitySketch();
  let moments = NO_MOMENTS;
  let integral = 0;

  // A run is small enough for the cache, and sorted once for quantiles, cardinality and frequencies alike.
  const takeRun = (run: Float64Array): void => {
    moments = mergeMoments(moments, momentsOf(run));
    run.sort();
    quantiles.add(run);
    for (let from = 0; from < run.length; ) {
      const value = run[from];
      let to = from + 1;
      while (to < run.length && run[to] === value) to++;
      addNumber(cardinality, value);
      if (Number.isInteger(value)) {
        integral += to - from;
        frequent.add(value, to - from);
      }
      from = to;
    }
  };

  const run = new Float64Array(sketchCapacity);
  let filled = 0;
  let positiveInfinite = 0;
  let negativeInfinite = 0;
  let missing = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (Number.isFinite(value)) {
      // Adding 0 makes −0 one with 0.
      run[filled++] = value + 0;
      if (filled === sketchCapacity) {
        takeRun(run);
        filled = 0;
      }
    } else if (value === Number.POSITIVE_INFINITY) positiveInfinite++;
    else if (value === Number.NEGATIVE_INFINITY) negativeInfinite++;
    else missing++;
  }
  if (filled > 0) takeRun(run.subarray(0, filled));

  const rows = values.length;
  const fractional = rows - missing - positiveInfinite - negativeInfinite - integral;
  return {
    counts: { ...NO_ROWS, rows, missing, positiveInfinite, negativeInfinite, integral, fractional },
    moments,
    quantiles: quantiles.build(),
    cardinality,
    frequent: frequent.build(),
  };
}

function profileCategories(
  { codes, categories }: CategoricalColumn,
  sketchCapacity: number,
  frequentCapacity: number,
): Omit<ColumnProfile, 'kind'> {
  const countOf = new Float64Array(categories.length);
  let missing = 0;
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row];
    if (code < 0) missing++;
    else countOf[code]++;
  }

  const frequent = new FrequentItemsBuilder(frequentCapacity);
  const cardinality = emptyCardinalitySketch();
  const counts = { ...NO_ROWS, rows: codes.length, missing };
  categories.forEach((category, code) => {
    const count = countOf[code];
    if (count === 0) return;
    if (typeof category === 'number' && !Number.isFinite(category)) {
      counts[category > 0 ? 'positiveInfinite' : category < 0 ? 'negativeInfinite' : 'missing'] += count;
      return;
    }
    const value = typeof category === 'number' ? category + 0 : category;
    counts[countedAs(value)] += count;
    addCategory(cardinality, value);
    frequent.add(keptCategory(value), count);
  });
  return {
    counts,
    moments: NO_MOMENTS,
    quantiles: new QuantileSketchBuilder(sketchCapacity).build(),
    cardinality,
    frequent: frequent.build(),
  };
}

const NO_ROWS = {
  rows: 0,
  missing: 0,
  positiveInfinite: 0,
  negativeInfinite: 0,
  integral: 0,
  fractional: 0,
  strings: 0,
  booleans: 0,
} satisfies ValueCounts;

function countedAs(value: string | number | boolean): 'strings' | 'booleans' | 'integral' | 'fractional' {
  if (typeof value === 'string') return 'strings';
  if (typeof value === 'boolean') return 'booleans';
  return Number.isInteger(value) ? 'integral' : 'fractional';
}

function mergeCounts(left: ValueCounts, right: ValueCounts): ValueCounts {
  return {
    rows: left.rows + right.rows,
    missing: left.missing + right.missing,
    positiveInfinite: left.positiveInfinite + right.positiveInfinite,
    negativeInfinite: left.negativeInfinite + right.negativeInfinite,
    integral: left.integral + right.integral,
    fractional: left.fractional + right.fractional,
    strings: left.strings + right.strings,
    booleans: left.booleans + right.booleans,
  };
}

function mergeKinds(left: ColumnProfile['kind'], right: ColumnProfile['kind']): ColumnProfile['kind'] {
  if (left === right || right === 'empty') return left;
  if (left === 'empty') return right;
  throw new InvalidInputError(
    'profile.kind_mismatch',
    `profiles of a ${left} and a ${right} column do not merge; profile the column as one kind in every batch`,
  );
}

function requireEqualCapacities(left: ColumnProfile, right: ColumnProfile): void {
  const capacities = ({ quantiles, frequent }: ColumnProfile) => `${quantiles.capacity} and ${frequent.capacity}`;
  if (capacities(left) === capacities(right)) return;
  throw new InvalidInputError(
    'profile.capacity_mismatch',
    `the profiles' sketches have capacities of ${capacities(left)} and of ${capacities(right)}; profile every batch with the same ones`,
  );
}
