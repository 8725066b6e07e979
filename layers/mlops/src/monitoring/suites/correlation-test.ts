import { distinctCount, type NumericColumn } from '../columns/index.ts';
import { mean } from '../presets/moments.ts';
import { formatGeneral } from '../presets/python-number.ts';
import { approximately } from './condition.ts';
import { type NamedTest, type TestOptions, type Unavailable, valueTest } from './named-test.ts';
import type { SuiteFacts } from './suite-facts.ts';

/** Largest absolute Pearson correlation of two numeric features: the reference's ± 10 %, without one below 0.9. */
export function testHighlyCorrelatedColumns(options?: TestOptions): NamedTest {
  return valueTest(
    {
      name: 'Highly Correlated Columns',
      group: 'data_quality',
      value: (facts) => largestCorrelation(facts, 'current') ?? NO_PAIR,
      standard: (facts) => {
        const reference = largestCorrelation(facts, 'reference');
        return reference === undefined ? { lt: 0.9 } : { eq: approximately(reference, { relative: 0.1 }) };
      },
      isReal: true,
      describe: (value, condition) =>
        `The maximum correlation is ${formatGeneral(value)}. The test threshold is ${condition}.`,
    },
    options,
  );
}

const NO_PAIR: Unavailable = { unavailable: 'no two numeric features have more than one value' };

/** Undefined where no pair of features varies. @see evidently 0.7.21, legacy/calculations/data_quality.py. */
function largestCorrelation({ data, definition }: SuiteFacts, side: 'current' | 'reference'): number | undefined {
  const { columns, target, prediction } = definition();
  const numeric: NumericColumn[] = [];
  for (const { name, type } of columns) {
    const column = type === 'num' && name !== target && name !== prediction ? data[side]?.get(name) : undefined;
    if (column?.kind === 'numeric' && distinctCount([column], 1) > 1) numeric.push(column);
  }
  let largest: number | undefined;
  for (const [i, a] of numeric.entries()) {
    for (const b of numeric.slice(i + 1)) {
      const size = Math.abs(correlation(a.values, b.values));
      if (!Number.isNaN(size) && size > (largest ?? Number.NEGATIVE_INFINITY)) largest = size;
    }
  }
  // The diagonal counts as nought there, so that a feature alone has a correlation of 0.
  return largest ?? (numeric.length > 0 ? 0 : undefined);
}

/** Over the rows where both are finite. */
function correlation(a: Float64Array, b: Float64Array): number {
  const isPaired = (row: number) => Number.isFinite(a[row]) && Number.isFinite(b[row]);
  const left = a.filter((_, row) => isPaired(row));
  const right = b.filter((_, row) => isPaired(row));
  const [leftMean, rightMean] = [mean(left), mean(right)];
  const product = (x: Float64Array, xMean: number, y: Float64Array, yMean: number) =>
    mean(x.map((value, i) => (value - xMean) * (y[i] - yMean)));
  return (
    product(left, leftMean, right, rightMean) /
    Math.sqrt(product(left, leftMean, left, leftMean) * product(right, rightMean, right, rightMean))
  );
}
