import { type EmbargoOptions, embargoOf, groupDates, requireCount } from './fold-dates.ts';
import { dateAxis, type Samples } from './samples.ts';
import { type Split, splitAround } from './split.ts';

export interface KFoldOptions extends EmbargoOptions {
  /** Consecutive blocks of dates, each tested once; ≥ 2. */
  readonly folds: number;
}

/**
 * Purged k-fold with embargo: each of `folds` consecutive blocks of dates is the test set once, the rest trains except
 * what is purged or embargoed around it. Splits are made one at a time, O(rows) each.
 *
 * @throws {InvalidInputError} `split.samples_malformed`, `split.dates_malformed`, `split.option_invalid`,
 *   `split.too_few_dates`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
export function* purgedKFold(samples: Samples, { folds, ...embargo }: KFoldOptions): Generator<Split, void> {
  requireCount('folds', folds, 2);
  const axis = dateAxis(samples);
  const embargoDates = embargoOf(embargo, axis);
  for (const fold of groupDates(axis, folds)) yield splitAround(axis, samples, [fold], embargoDates);
}
