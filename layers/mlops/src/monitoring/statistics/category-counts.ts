import type { Category } from '../columns/index.ts';
import type { CategoricalSample, NumericSample, Sample } from './sample.ts';

/** How often each distinct value occurs on either side, in ascending order of the values. */
export interface CategoryCounts {
  readonly values: readonly Category[];
  /** Shape (values,). */
  readonly reference: Float64Array;
  /** Shape (values,). */
  readonly current: Float64Array;
}

/** Counts over the union of the values of both sides. */
export function categoryCounts(reference: Sample, current: Sample): CategoryCounts {
  if (reference.kind === 'numeric' && current.kind === 'numeric') return countNumbers(reference, current);
  const left = countsOf(reference);
  const right = countsOf(current);
  const values = [...new Set([...left.keys(), ...right.keys()])].sort(compareCategories);
  return {
    values,
    reference: Float64Array.from(values, (value) => left.get(value) ?? 0),
    current: Float64Array.from(values, (value) => right.get(value) ?? 0),
  };
}

/** Position in `values` of the value in each row. */
export function categoryPositions(sample: Sample, values: readonly Category[]): Int32Array {
  const position = new Map(values.map((value, at) => [value, at]));
  const find = (value: Category) => position.get(keyOf(value)) ?? -1;
  if (sample.kind === 'numeric') return Int32Array.from(sample.values, find);
  const ofCode = Int32Array.from(sample.categories, find);
  return sample.codes.map((code) => ofCode[code]);
}

/** The order of Python's `sorted`: numbers and booleans by value, strings by code points; numbers before strings. */
export function compareCategories(a: Category, b: Category): number {
  if (typeof a !== 'string' && typeof b !== 'string') return Number(a) - Number(b);
  if (typeof a === 'string' && typeof b === 'string') return compareCodePoints(a, b);
  return typeof a === 'string' ? 1 : -1;
}

/** UTF-16 units above the surrogates come before them by code point. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (a.charCodeAt(at) !== b.charCodeAt(at)) return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
  }
  return a.length - b.length;
}

function countsOf(sample: Sample): Map<Category, number> {
  return sample.kind === 'numeric' ? countsOfNumbers(sample) : countsOfCodes(sample);
}

function countsOfCodes({ codes, categories }: CategoricalSample): Map<Category, number> {
  const byCode = new Float64Array(categories.length);
  for (let row = 0; row < codes.length; row++) byCode[codes[row]]++;
  const counts = new Map<Category, number>();
  byCode.forEach((count, code) => {
    const key = keyOf(categories[code]);
    if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
  });
  return counts;
}

function countsOfNumbers({ sorted }: NumericSample): Map<Category, number> {
  const counts = new Map<Category, number>();
  for (const value of sorted) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** True and 1 are one value, as in Python. */
function keyOf(value: Category): Category {
  return typeof value === 'boolean' ? Number(value) : value;
}

function countNumbers({ sorted: a }: NumericSample, { sorted: b }: NumericSample): CategoryCounts {
  const values: number[] = [];
  const reference: number[] = [];
  const current: number[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    const value = j === b.length || (i < a.length && a[i] <= b[j]) ? a[i] : b[j];
    const [fromI, fromJ] = [i, j];
    while (i < a.length && a[i] === value) i++;
    while (j < b.length && b[j] === value) j++;
    values.push(value);
    reference.push(i - fromI);
    current.push(j - fromJ);
  }
  return { values, reference: Float64Array.from(reference), current: Float64Array.from(current) };
}
