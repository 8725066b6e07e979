import type { Category, Column } from '../columns/index.ts';
import { formatFloat } from './python-number.ts';
import { valueCounts } from './value-counts.ts';

/** A picture of a column in a few numbers: densities between edges, or counts of values. */
export interface SmallDistribution {
  /** Numbers: shape (11,), edges. Categories: shape (values,), in the order of their text. */
  readonly x: readonly Category[];
  /** Numbers: shape (10,), densities. Categories: shape (values,), counts. */
  readonly y: readonly number[];
}

const BINS = 10;

/**
 * Densities of the finite values in ten equal bins over their own range; NaN where there are none.
 *
 * @see numpy.histogram with ten bins and density.
 */
export function numericDistribution(values: Float64Array): SmallDistribution {
  const [first, last] = binnedRange(values);
  const step = (last - first) / BINS;
  const edges = Float64Array.from({ length: BINS + 1 }, (_, i) => (i === BINS ? last : first + i * step));
  const counts = new Float64Array(BINS);
  let total = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    // NaN and infinities: their difference to themselves is NaN.
    if (value - value !== 0) continue;
    let bin = Math.min(Math.floor(((value - first) / (last - first)) * BINS), BINS - 1);
    // The division may miss an edge by a rounding; the edges decide.
    if (value < edges[bin]) bin--;
    else if (bin < BINS - 1 && value >= edges[bin + 1]) bin++;
    counts[bin]++;
    total++;
  }
  return {
    x: Array.from(edges),
    y: Array.from(counts, (count, bin) => count / (edges[bin + 1] - edges[bin]) / total),
  };
}

/** How often each value of either side occurs on each; missing ones left out. */
export function categoricalDistributions(sides: { readonly current: Column; readonly reference: Column }): {
  readonly current: SmallDistribution;
  readonly reference: SmallDistribution;
} {
  const current = valueCounts(sides.current);
  const reference = valueCounts(sides.reference);
  const isReal = Object.values(sides).some((side) => side.kind === 'numeric' && side.isInteger !== true);
  const x = [...new Set([...reference.keys(), ...current.keys()])]
    .filter((value) => value !== null)
    .map((value) => ({ value, text: valueText(value, isReal) }))
    .sort((a, b) => (a.text < b.text ? -1 : Number(a.text > b.text)))
    .map(({ value }) => value);
  const countsOf = (side: ReadonlyMap<Category | null, number>) => ({ x, y: x.map((value) => side.get(value) ?? 0) });
  return { current: countsOf(current), reference: countsOf(reference) };
}

/** As Python prints it, which the order goes by. */
function valueText(value: Category, isReal: boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' && isReal ? formatFloat(value) : String(value);
}

/** The range of the finite values, half a unit either way around a single one; 0 to 1 of none. */
function binnedRange(values: Float64Array): [first: number, last: number] {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    if (value - value !== 0) continue;
    if (value < first) first = value;
    if (value > last) last = value;
  }
  if (first > last) return [0, 1];
  return first === last ? [first - 0.5, last + 0.5] : [first, last];
}
