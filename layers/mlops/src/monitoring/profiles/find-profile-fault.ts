import { type ColumnProfile, isFrequentCapacity, isSketchCapacity } from './column-profile.ts';
import { type FrequentItems, KEPT_CHARACTERS } from './frequent-items.ts';
import type { QuantileSketch } from './quantile-sketch.ts';

/**
 * What about a column's profile cannot be, given that each part is well-formed: the parts count the same rows, and each
 * sketch is one that some column has.
 *
 * @returns Undefined for every profile of a column and every merge of such.
 */
export function findProfileFault(profile: ColumnProfile): string | undefined {
  return findCountFault(profile) ?? findQuantileFault(profile.quantiles) ?? findFrequentFault(profile.frequent);
}

function findCountFault({
  kind,
  counts,
  moments,
  quantiles,
  cardinality,
  frequent,
}: ColumnProfile): string | undefined {
  const { rows, missing, integral, fractional, strings, booleans } = counts;
  const infinite = counts.positiveInfinite + counts.negativeInfinite;
  const finite = integral + fractional;
  const distinct = finite + strings + booleans;
  if (missing + infinite + distinct !== rows) return 'the counts by type do not sum to the rows';
  if ((kind === 'empty') !== (missing === rows)) return `kind ${kind} does not fit ${rows - missing} values`;
  const isCategorical = kind === 'categorical';
  if (!isCategorical && strings + booleans > 0) return `a ${kind} column has no strings or booleans`;
  const sketched = isCategorical ? 0 : finite;
  if (moments.count !== sketched || quantiles.count !== sketched) {
    return `the distribution is of ${quantiles.count} and ${moments.count} values, not of ${sketched}`;
  }
  const counted = isCategorical ? distinct : integral;
  if (frequent.total !== counted) return `the frequent items are of ${frequent.total} values, not of ${counted}`;
  if (cardinality.some((rank) => rank > 0) !== distinct > 0) return 'the cardinality does not fit the counts';
  return undefined;
}

function findQuantileFault({ capacity, count, minimum, maximum, levels }: QuantileSketch): string | undefined {
  if (!isSketchCapacity(capacity)) return `the quantile sketch has a capacity of ${capacity}`;
  if (count === 0) {
    return levels.length > 0 || minimum !== 0 || maximum !== 0 ? 'a quantile sketch of no values has some' : undefined;
  }
  if (minimum > maximum) return `the minimum ${minimum} is above the maximum ${maximum}`;
  let weight = 0;
  for (const [h, { items }] of levels.entries()) {
    if (items.length >= capacity) return `level ${h} of the quantile sketch is over its capacity`;
    // NaN fails both comparisons.
    const isOrdered = items.every((value, i) => value >= (i === 0 ? minimum : items[i - 1]) && value <= maximum);
    if (!isOrdered) return `level ${h} of the quantile sketch is not ascending between the extremes`;
    weight += items.length * 2 ** h;
  }
  if (weight !== count) return `the quantile sketch stands for ${weight} values, not for ${count}`;
  const lastUsed = levels.findLastIndex(({ items }) => items.length > 0);
  const unhalved = levels.findIndex(({ keptEven, keptOdd }, h) => keptEven + keptOdd > 0 !== h < lastUsed);
  return unhalved < 0 ? undefined : `level ${unhalved} of the quantile sketch does not say how often it was halved`;
}

function findFrequentFault({ capacity, total, error, items }: FrequentItems): string | undefined {
  if (!isFrequentCapacity(capacity)) return `the frequent items have a capacity of ${capacity}`;
  if (items.length > 2 * capacity) return `there are ${items.length} frequent items of at most ${2 * capacity}`;
  if (new Set(items.map(({ value }) => value)).size < items.length) return 'a frequent item is there twice';
  if (items.some(({ value }) => typeof value === 'string' && value.length > KEPT_CHARACTERS)) {
    return `a frequent item is longer than ${KEPT_CHARACTERS} characters`;
  }
  const uncounted = total - items.reduce((sum, { count }) => sum + count, 0);
  const possible = error === 0 ? uncounted === 0 : error * (capacity + 1) <= uncounted;
  return possible ? undefined : `an error of ${error} does not fit ${uncounted} uncounted values`;
}
