import { type Category, type Column, distinctCount, rowCount } from '../columns/index.ts';
import { mean, sampleDeviation } from './moments.ts';
import { mostCommon, valueCounts } from './value-counts.ts';

interface Characteristics {
  readonly number_of_rows: number;
  /** Rows with a value. */
  readonly count: number;
  readonly missing: number | null;
  /** In percent of all rows, as are the other percentages; to two decimals. */
  readonly missing_percentage: number | null;
  /** Missing values aside. */
  readonly unique: number | null;
  readonly unique_percentage: number | null;
  /** A missing value counts as one, and is null here. */
  readonly most_common: Category | null;
  readonly most_common_percentage: number | null;
}

/** Statistics of a numeric column, to two decimals; NaN of no values (and of a missing one), null of no rows. Infinities are values. */
export interface NumericCharacteristics extends Characteristics {
  readonly mean: number | null;
  readonly std: number | null;
  readonly min: number | null;
  readonly p25: number | null;
  readonly p50: number | null;
  readonly p75: number | null;
  readonly max: number | null;
  readonly infinite_count: number | null;
  readonly infinite_percentage: number | null;
}

export interface CategoricalCharacteristics extends Characteristics {
  /** Values that the reference lacks, missing ones among them; null without a reference. */
  readonly new_in_current_values_count: number | null;
  readonly unused_in_current_values_count: number | null;
}

export interface DatetimeCharacteristics extends Characteristics {
  readonly most_common: string | null;
  readonly first: string | null;
  readonly last: string | null;
}

export type ColumnCharacteristics = NumericCharacteristics | CategoricalCharacteristics | DatetimeCharacteristics;

/**
 * NumPy's rounding to decimals: scaled, to the nearest whole number with halves to the even one, and scaled back.
 */
export function roundTo(value: number, decimals: number): number {
  const scale = 10 ** decimals;
  const scaled = value * scale;
  if (!Number.isFinite(scaled)) return value;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  const isUp = rest > 0.5 || (rest === 0.5 && below % 2 !== 0);
  const whole = isUp ? below + 1 : below;
  return (whole === 0 && value < 0 ? -0 : whole) / scale;
}

/**
 * @param column - Numbers.
 * @see evidently 0.7.21, legacy/calculations/data_quality.py, `get_features_stats`.
 */
export function numericCharacteristics(column: Column): NumericCharacteristics {
  const common = characteristics(column);
  const values = numbersOf(column);
  if (rowCount(column) === 0) {
    const none = { mean: null, std: null, min: null, p25: null, p50: null, p75: null, max: null };
    return { ...common, ...none, infinite_count: null, infinite_percentage: null };
  }
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const infinite = sorted.reduce((count, value) => (Number.isFinite(value) ? count : count + 1), 0);
  return {
    ...common,
    most_common: typeof common.most_common === 'number' ? roundTo(common.most_common, 5) : Number.NaN,
    mean: roundTo(mean(sorted), 2),
    std: roundTo(sampleDeviation(sorted), 2),
    min: roundTo(sorted[0] ?? Number.NaN, 2),
    p25: roundTo(quantileOfSorted(sorted, 0.25), 2),
    p50: roundTo(quantileOfSorted(sorted, 0.5), 2),
    p75: roundTo(quantileOfSorted(sorted, 0.75), 2),
    max: roundTo(sorted.at(-1) ?? Number.NaN, 2),
    infinite_count: infinite,
    infinite_percentage: percentage(infinite, column),
  };
}

/**
 * @param other - The same column of the reference when `column` is the current one.
 * @see evidently 0.7.21, legacy/metrics/data_integrity/column_summary_metric.py.
 */
export function categoricalCharacteristics(column: Column, other?: Column): CategoricalCharacteristics {
  const common = characteristics(column);
  if (other === undefined) {
    return { ...common, new_in_current_values_count: null, unused_in_current_values_count: null };
  }
  const current = new Set(valueCounts(column).keys());
  const reference = new Set(valueCounts(other).keys());
  return {
    ...common,
    new_in_current_values_count: current.difference(reference).size,
    unused_in_current_values_count: reference.difference(current).size,
  };
}

/** Times as text, `2020-01-31 00:00:00`. */
export function datetimeCharacteristics(column: Column): DatetimeCharacteristics {
  const common = characteristics(column);
  const text = (value: number | undefined) => (value === undefined ? 'NaT' : formatTime(value));
  const sorted = numbersOf(column)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (rowCount(column) === 0) return { ...common, most_common: null, first: null, last: null };
  return {
    ...common,
    most_common: text(typeof common.most_common === 'number' ? common.most_common : undefined),
    first: text(sorted[0]),
    last: text(sorted.at(-1)),
  };
}

/** Linear quantile of ascending values; NaN of none. @see quantile */
export function quantileOfSorted(sorted: Float64Array, probability: number): number {
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

function characteristics(column: Column): Characteristics {
  const rows = rowCount(column);
  if (rows === 0) {
    const none = { missing: null, missing_percentage: null, unique: null, unique_percentage: null };
    return { number_of_rows: 0, count: 0, ...none, most_common: null, most_common_percentage: null };
  }
  const counts = valueCounts(column);
  const missing = counts.get(null) ?? 0;
  const most = mostCommon(counts);
  const unique = distinctCount([column]);
  return {
    number_of_rows: rows,
    count: rows - missing,
    missing,
    missing_percentage: percentage(missing, column),
    unique,
    unique_percentage: percentage(unique, column),
    most_common: most?.value ?? null,
    most_common_percentage: percentage(most?.count ?? 0, column),
  };
}

function percentage(count: number, column: Column): number {
  return roundTo((100 * count) / rowCount(column), 2);
}

/** Booleans that are taken for numbers are 0 and 1. */
function numbersOf(column: Column): Float64Array {
  if (column.kind !== 'categorical') return column.values;
  return Float64Array.from(column.codes, (code) => (code < 0 ? Number.NaN : Number(column.categories[code])));
}

function formatTime(milliseconds: number): string {
  const [date = '', time = ''] = new Date(milliseconds).toISOString().split('T');
  const [seconds = '', fraction = ''] = time.replace('Z', '').split('.');
  return fraction === '000' ? `${date} ${seconds}` : `${date} ${seconds}.${fraction}000`;
}
