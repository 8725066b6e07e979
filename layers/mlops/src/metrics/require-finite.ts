import { InvalidInputError } from '@optaic/mlops/base';

/**
 * Refuses a series with a gap: a statistic of it would be NaN, silently.
 *
 * @param what - Names the series in the message.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 */
export function requireFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isFinite(values[i])) continue;
    throw new InvalidInputError(
      'metrics.value_not_finite',
      `value ${i} of ${what} is ${values[i]}; leave out what is undefined, and count it`,
    );
  }
}
