import { InvalidInputError } from '@optaic/mlops/base';
import { type CategoryCounts, categoryCounts } from './category-counts.ts';
import type { NumericSample, Sample } from './sample.ts';

/** How the values are compared: as numbers, or each as a category of its own. */
export type ComparisonType = 'num' | 'cat';

/** Two samples of one column, neither empty; what the tests share is computed once. */
export interface SamplePair {
  readonly type: ComparisonType;
  readonly reference: Sample;
  readonly current: Sample;
  /** Over the union of the values. */
  readonly counts: CategoryCounts;
}

/**
 * @throws {InvalidInputError} `drift.no_values` when a side is empty; `drift.not_numeric` when the comparison is one of
 *   numbers and a side has categories.
 */
export function pairSamples(reference: Sample, current: Sample, type: ComparisonType): SamplePair {
  for (const [side, sample] of Object.entries({ reference, current })) {
    if (sample.size === 0) {
      throw new InvalidInputError(
        'drift.no_values',
        `the ${side} side has no value; give at least one that is neither missing nor infinite`,
      );
    }
    if (type === 'num' && sample.kind !== 'numeric') {
      throw new InvalidInputError(
        'drift.not_numeric',
        `the ${side} side holds categories, such as ${JSON.stringify(sample.categories[0])}; compare it as cat`,
      );
    }
  }
  let counts: CategoryCounts | undefined;
  return {
    type,
    reference,
    current,
    get counts() {
      counts ??= categoryCounts(reference, current);
      return counts;
    },
  };
}

/** The sides as numbers; a pair of type num has no others. */
export function numericSides({ reference, current }: SamplePair): { reference: NumericSample; current: NumericSample } {
  if (reference.kind === 'numeric' && current.kind === 'numeric') return { reference, current };
  throw new InvalidInputError('drift.not_numeric', 'a side holds categories; compare it as cat');
}
