import { sampleMoments } from './sample-moments.ts';

/** A value of a decision that has one. */
export interface DatedValue {
  /** Milliseconds since the epoch, UTC. */
  readonly decisionTime: number;
  readonly value: number;
}

export interface CoefficientStability {
  /** Mean of every calendar year, in order. */
  readonly byYear: ReadonlyMap<string, number>;
  /** Standard deviation of the yearly means, with n − 1; undefined for one year. */
  readonly yearlyStandardDeviation: number | undefined;
  /** Share of calendar months whose mean is above 0. */
  readonly positiveMonthsShare: number;
  /** Least mean over 12 consecutive calendar months; undefined for fewer. */
  readonly worstTwelveMonths: number | undefined;
}

const MONTHS_A_YEAR = 12;

/**
 * How steady coefficients are over years and months.
 *
 * A mean weighs every date alike, also over twelve months. Months without a date count as months, with nothing in them.
 *
 * @param values - In time order.
 * @returns Undefined for no values.
 */
export function coefficientStability(values: readonly DatedValue[]): CoefficientStability | undefined {
  if (values.length === 0) return undefined;
  const byYear = meansBy(values, ({ decisionTime }) => isoMonth(decisionTime).slice(0, 4));
  const byMonth = meansBy(values, ({ decisionTime }) => isoMonth(decisionTime));
  const months = [...byMonth.values()];
  return {
    byYear,
    yearlyStandardDeviation: sampleMoments([...byYear.values()])?.standardDeviation,
    positiveMonthsShare: months.filter((mean) => mean > 0).length / months.length,
    worstTwelveMonths: worstTwelveMonths(values),
  };
}

/**
 * Mean of the values of each key, in order of its first appearance: by year, or by what regime ruled then.
 */
export function meansBy<Value extends { readonly value: number }>(
  values: readonly Value[],
  keyOf: (value: Value, index: number) => string,
): Map<string, number> {
  const groups = new Map<string, { sum: number; count: number }>();
  values.forEach((item, index) => {
    const key = keyOf(item, index);
    const { sum, count } = groups.get(key) ?? { sum: 0, count: 0 };
    groups.set(key, { sum: sum + item.value, count: count + 1 });
  });
  return new Map(Array.from(groups, ([key, { sum, count }]) => [key, sum / count]));
}

function worstTwelveMonths(values: readonly DatedValue[]): number | undefined {
  const first = monthNumber(values[0].decisionTime);
  const length = monthNumber(values[values.length - 1].decisionTime) - first + 1;
  const sums = new Float64Array(Math.max(0, length));
  const counts = new Int32Array(Math.max(0, length));
  for (const { decisionTime, value } of values) {
    sums[monthNumber(decisionTime) - first] += value;
    counts[monthNumber(decisionTime) - first]++;
  }
  let worst: number | undefined;
  for (let start = 0; start + MONTHS_A_YEAR <= length; start++) {
    const count = counts.subarray(start, start + MONTHS_A_YEAR).reduce((total, c) => total + c, 0);
    if (count === 0) continue;
    const mean = sums.subarray(start, start + MONTHS_A_YEAR).reduce((total, s) => total + s, 0) / count;
    worst = Math.min(worst ?? mean, mean);
  }
  return worst;
}

const DAY_MILLISECONDS = 86_400_000;
const DAYS_TO_MARCH_YEAR_ZERO = 719_468;
const DAYS_IN_400_YEARS = 146_097;

/** Months since year 0, by arithmetic alone: definitions run without a Date. */
function monthNumber(milliseconds: number): number {
  // Days and years counted from 1 March, so that the leap day is the last.
  const day = Math.floor(milliseconds / DAY_MILLISECONDS) + DAYS_TO_MARCH_YEAR_ZERO;
  const era = Math.floor(day / DAYS_IN_400_YEARS);
  const dayOfEra = day - era * DAYS_IN_400_YEARS;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  return (yearOfEra + era * 400) * MONTHS_A_YEAR + monthFromMarch + 2;
}

function isoMonth(milliseconds: number): string {
  const months = monthNumber(milliseconds);
  const year = String(Math.floor(months / MONTHS_A_YEAR)).padStart(4, '0');
  return `${year}-${String((months % MONTHS_A_YEAR) + 1).padStart(2, '0')}`;
}
