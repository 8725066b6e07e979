import { InvalidInputError } from '@optaic/mlops/base';
import { hasMoreValues } from './binned-shares.ts';
import { STATISTICS, type StatisticId, StatisticIdSchema } from './registry.ts';
import { type ComparisonType, numericSides, type SamplePair } from './sample-pair.ts';

/** Above this many rows of the reference a distance is taken in place of a p-value. */
const MOST_ROWS_TESTED = 1_000;
const MOST_VALUES_COUNTED = 5;

/** What the reference knows and this does not, with what to do instead. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  cramer_von_mises: 'the reference itself is inexact for small samples; choose ks or anderson',
  empirical_mmd: 'its permutations are not seeded, so no two runs agree; choose ed or es',
  perc_text_content_drift: 'its classifier cannot be reproduced; derive a number of each text and compare that',
  abs_text_content_drift: 'its classifier cannot be reproduced; derive a number of each text and compare that',
};

/**
 * The test taken when none is asked for: by the type, the rows of the reference and the distinct values of both sides. The
 * size of the current side never matters.
 *
 * @see evidently 0.7.21, legacy/calculations/stattests/registry.py, `_get_default_stattest`.
 */
export function chooseStatistic(pair: SamplePair): StatisticId {
  const isLarge = pair.reference.size > MOST_ROWS_TESTED;
  if (pair.type === 'num' && hasMorePooledValues(pair)) return isLarge ? 'wasserstein' : 'ks';
  if (isLarge) return 'jensenshannon';
  return pair.counts.values.length > 2 ? 'chisquare' : 'z';
}

/**
 * @throws {InvalidInputError} `drift.statistic_unknown`; `drift.statistic_left_out`; `drift.statistic_unsuited` when the
 *   test is not one for the type.
 */
export function requireStatistic(id: string, type: ComparisonType): StatisticId {
  const known = StatisticIdSchema.safeParse(id);
  if (!known.success) {
    const reason = Object.hasOwn(LEFT_OUT, id) ? LEFT_OUT[id] : undefined;
    if (reason !== undefined) throw new InvalidInputError('drift.statistic_left_out', `${id} is left out: ${reason}`);
    throw new InvalidInputError(
      'drift.statistic_unknown',
      `there is no statistic ${JSON.stringify(id)}; choose one of ${StatisticIdSchema.options.join(', ')}`,
    );
  }
  const { types } = STATISTICS[known.data];
  if (!types.includes(type)) {
    throw new InvalidInputError(
      'drift.statistic_unsuited',
      `${id} compares columns of type ${types.join(' or ')}, not ${type}; choose another statistic or type`,
    );
  }
  return known.data;
}

/** More than five distinct values on both sides together; one sorted side mostly decides at once. */
function hasMorePooledValues(pair: SamplePair): boolean {
  const { reference, current } = numericSides(pair);
  if (hasMoreValues(reference.sorted, MOST_VALUES_COUNTED)) return true;
  if (hasMoreValues(current.sorted, MOST_VALUES_COUNTED)) return true;
  return pair.counts.values.length > MOST_VALUES_COUNTED;
}
