import type { CategoricalColumn, Category, Column } from '../columns/index.ts';
import { mean } from './moments.ts';
import { errorLimits } from './regression-quality.ts';

/** Where a feature lies in all rows, in the underestimated and in the overestimated ones. */
export interface FeatureBias {
  readonly feature_type: 'num' | 'cat';
  /** Mean of a number, most frequent category (null: none), over all rows. */
  readonly majority: Category | null;
  readonly under: Category | null;
  readonly over: Category | null;
  /** Number: the two groups' distance in percent of the feature's range; category: 0 if the three agree, else 1. */
  readonly range: number;
}

/**
 * Whether a feature differs between the rows that are under- and overestimated.
 *
 * @param feature - Of the rows of `errors`; infinities count as missing.
 * @param errors - Shape (rows,), finite.
 * @see evidently 0.7.21, legacy/calculations/regression_performance.py, `error_bias_table`.
 */
export function featureBias(feature: Column, errors: Float64Array): FeatureBias {
  const { under, over } = errorLimits(errors);
  const isUnder = (row: number) => errors[row] <= under;
  const isOver = (row: number) => errors[row] >= over;
  if (feature.kind === 'categorical') {
    return categoricalBias(mostFrequent(feature), mostFrequent(feature, isUnder), mostFrequent(feature, isOver));
  }
  const finite = (isIn: (row: number) => boolean) =>
    feature.values.filter((value, row) => Number.isFinite(value) && isIn(row));
  const all = finite(() => true);
  const low = mean(finite(isUnder));
  const high = mean(finite(isOver));
  const range =
    all.reduce((most, value) => Math.max(most, value), -Infinity) - all.reduce((a, b) => Math.min(a, b), Infinity);
  return {
    feature_type: 'num',
    majority: mean(all),
    under: low,
    over: high,
    range: high === low ? 0 : (100 * Math.abs(high - low)) / range,
  };
}

function categoricalBias(majority: Category | null, under: Category | null, over: Category | null): FeatureBias {
  const isSame = majority !== null && majority === under && majority === over;
  return { feature_type: 'cat', majority, under, over, range: isSame ? 0 : 1 };
}

/** The first to appear among those that are most frequent. */
function mostFrequent({ codes, categories }: CategoricalColumn, isIn: (row: number) => boolean = () => true) {
  const counts = new Map<number, number>();
  codes.forEach((code, row) => {
    if (code >= 0 && isIn(row)) counts.set(code, (counts.get(code) ?? 0) + 1);
  });
  let best: number | undefined;
  for (const [code, count] of counts) if (best === undefined || count > (counts.get(best) ?? 0)) best = code;
  return best === undefined ? null : categories[best];
}
