import { InvalidInputError } from '@optaic/mlops/base';
import { requireCount } from './fold-dates.ts';
import { countUpTo, dateAxis, type Samples } from './samples.ts';
import { partRows, type Split, testBlock, type Verdict } from './split.ts';

export interface TrainValidationOptions {
  /** The last share of the dates, kept for validation; in (0, 1). */
  readonly validationShare: number;
  /** Days of the calendar dropped before the purged ones. */
  readonly embargoDates: number;
}

/**
 * Splits once, in time order: train | embargoed | purged | validation, the split's `test`. All rows of a date validate
 * together.
 *
 * Of n dates the last max(1, ⌊n × validationShare⌋) validate. A row before their first, T0, is purged when its own label
 * interval reaches it, t1 ≥ T0; it is embargoed when it is not purged but would be, were its label known `embargoDates`
 * days of the calendar later: the embargo stacks beyond the purge, never on it.
 *
 * @throws {InvalidInputError} `split.too_few_dates` when no row is left to train on; `split.samples_malformed`,
 *   `split.dates_malformed`, `split.option_invalid`.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
export function splitTrainValidation(
  samples: Samples,
  { validationShare, embargoDates }: TrainValidationOptions,
): Split {
  requireCount('embargoDates', embargoDates, 0);
  if (!(validationShare > 0 && validationShare < 1)) {
    throw new InvalidInputError(
      'split.option_invalid',
      `validationShare is ${validationShare}; give a share of the dates between 0 and 1`,
    );
  }
  const axis = dateAxis(samples);
  const { dates, calendar } = axis;
  const validationCount = Math.max(1, Math.floor(dates.length * validationShare));
  const validationFrom = dates.length - validationCount;
  const block = testBlock(axis, { from: validationFrom, to: dates.length }, 0);
  const firstDay = countUpTo(calendar, block.from);

  const split = partRows(axis, { from: 0, to: dates.length }, [block], (date, row): Verdict => {
    if (date >= validationFrom) return { role: 'test', block: 0 };
    const end = samples.end[row];
    if (end >= block.from) return { role: 'purged', block: 0 };
    if (countUpTo(calendar, end) + embargoDates >= firstDay) return { role: 'embargoed', block: 0 };
    return { role: 'train', block: -1 };
  });
  if (split.train.length > 0) return split;
  throw new InvalidInputError(
    'split.too_few_dates',
    `${dates.length} decision dates leave none to train on: ${validationCount} validate, ${split.purged.rows.length} rows are purged and ${split.embargoed.rows.length} embargoed; give a longer train window`,
  );
}
