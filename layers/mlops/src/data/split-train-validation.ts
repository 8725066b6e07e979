import { type CalendarDate, InvalidInputError } from '@optaic/mlops/base';

export interface SplitConfig {
  /** A label decided on day t is known `horizonDays` trading days later: its interval is [t, t + horizonDays]. */
  readonly horizonDays: number;
  /** The last share of the dates, kept for validation; in (0, 1). */
  readonly validationShare: number;
  /** Trading days dropped before the purged ones. */
  readonly embargoDays: number;
}

export interface DateSplit {
  readonly train: readonly CalendarDate[];
  readonly validation: readonly CalendarDate[];
  /** Left out since their label's interval reaches into the validation dates. */
  readonly purged: readonly CalendarDate[];
  /** Left out beyond the purge, so that what is slow to fade stays apart as well. */
  readonly embargoed: readonly CalendarDate[];
}

/**
 * Splits decision dates in time order: train | embargoed | purged | validation. All rows of a date go together.
 *
 * Of n dates the last max(1, ⌊n × validationShare⌋) validate. With v the calendar's index of the first of them, a date
 * of index t before it is purged when its label's interval [t, t + horizonDays] meets v, so when t + horizonDays ≥ v; it
 * is embargoed when it is none of these but t + horizonDays + embargoDays ≥ v: the embargo stacks beyond the purge,
 * never on it.
 *
 * @param dates - Distinct decision dates, ascending; each a day of the calendar.
 * @param calendar - All trading days around them, ascending, so that a date with no rows still counts as a day.
 * @throws {InvalidInputError} `split.dates_malformed` when dates do not ascend or are no trading days;
 *   `split.too_few_dates` when no training date is left.
 * @see López de Prado, Advances in Financial Machine Learning, 2018, chapter 7.
 */
export function splitTrainValidation(
  dates: readonly CalendarDate[],
  { horizonDays, validationShare, embargoDays }: SplitConfig,
  calendar: readonly CalendarDate[] = dates,
): DateSplit {
  const indexOf = new Map(calendar.map((day, index) => [day, index]));
  const indices = dates.map((date, position) => {
    const index = indexOf.get(date);
    const previous = dates[position - 1];
    if (index === undefined || (previous !== undefined && previous >= date)) {
      throw new InvalidInputError(
        'split.dates_malformed',
        `decision date ${date} is no trading day or does not ascend`,
      );
    }
    return index;
  });
  const validationCount = Math.max(1, Math.floor(dates.length * validationShare));
  const firstValidation = indices[dates.length - validationCount] ?? 0;

  const split = {
    train: [] as CalendarDate[],
    validation: [] as CalendarDate[],
    purged: [] as CalendarDate[],
    embargoed: [] as CalendarDate[],
  };
  dates.forEach((date, position) => {
    const index = indices[position] ?? 0;
    if (index >= firstValidation) split.validation.push(date);
    else if (index + horizonDays >= firstValidation) split.purged.push(date);
    else if (index + horizonDays + embargoDays >= firstValidation) split.embargoed.push(date);
    else split.train.push(date);
  });
  if (split.train.length === 0) {
    throw new InvalidInputError(
      'split.too_few_dates',
      `${dates.length} decision dates leave none to train on after ${validationCount} for validation, ${horizonDays} purged and ${embargoDays} embargoed; give a longer train window`,
    );
  }
  return split;
}
