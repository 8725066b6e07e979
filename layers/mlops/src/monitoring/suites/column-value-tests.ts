import type { Category } from '../columns/index.ts';
import { quantileOfSorted } from '../presets/column-summary.ts';
import type { ColumnSummaryResult } from '../presets/data-quality-preset.ts';
import { formatFloat, formatGeneral, formatPlain } from '../presets/python-number.ts';
import { mostCommon, valueCounts } from '../presets/value-counts.ts';
import { approximately, type Condition } from './condition.ts';
import {
  failedToRun,
  isUnavailable,
  type NamedTest,
  type TestOptions,
  type Unavailable,
  type ValueTest,
  valueTest,
} from './named-test.ts';
import type { TestPreset } from './run-suite.ts';
import { findColumn, type SuiteFacts } from './suite-facts.ts';

/** Smallest value, to two decimals: by default not below the reference's. */
export function testColumnValueMin(columnName: string, options?: TestOptions): NamedTest {
  return statisticTest('Min Value', columnName, 'min', options, {
    standard: (reference) => ({ gte: reference }),
    describe: (value, condition) =>
      `The minimum value of the column **${columnName}** is ${formatFloat(value)} The test threshold is ${condition}.`,
  });
}

/** Largest value, to two decimals: by default not above the reference's. */
export function testColumnValueMax(columnName: string, options?: TestOptions): NamedTest {
  return statisticTest('Max Value', columnName, 'max', options, {
    standard: (reference) => ({ lte: reference }),
    describe: (value, condition) =>
      `The maximum value of the column **${columnName}** is ${formatFloat(value)}. The test threshold is ${condition}.`,
  });
}

/** Mean, to two decimals: by default the reference's ± 10 %. */
export function testColumnValueMean(columnName: string, options?: TestOptions): NamedTest {
  return statisticTest('Mean Value', columnName, 'mean', options, about('mean value', columnName));
}

/** Median, to two decimals: by default the reference's ± 10 %. */
export function testColumnValueMedian(columnName: string, options?: TestOptions): NamedTest {
  return statisticTest('Median Value', columnName, 'p50', options, about('median value', columnName));
}

/** Sample standard deviation, to two decimals: by default the reference's ± 10 %. */
export function testColumnValueStd(columnName: string, options?: TestOptions): NamedTest {
  return statisticTest('Standard Deviation (SD)', columnName, 'std', options, about('standard deviation', columnName));
}

/** Linear quantile, not rounded: by default the reference's ± 10 %. */
export function testColumnQuantile(columnName: string, quantile: number, options?: TestOptions): NamedTest {
  const quantileIn = (facts: SuiteFacts, side: 'current' | 'reference') => {
    const column = findColumn(facts, columnName);
    if (isUnavailable(column)) return column;
    const chosen = column[side];
    if (chosen === undefined) return NO_REFERENCE;
    if (chosen.kind !== 'numeric') {
      return { unavailable: `Column '${columnName}' in ${side} data is not numeric.` };
    }
    return quantileOfSorted(chosen.values.filter((value) => !Number.isNaN(value)).sort(), quantile);
  };
  return valueTest(
    {
      name: 'Quantile Value',
      group: 'data_quality',
      columnName,
      value: (facts) => quantileIn(facts, 'current'),
      standard: (facts) => around(quantileIn(facts, 'reference')),
      isReal: true,
      describe: (value, condition) =>
        `The ${formatFloat(quantile)} quantile value of the column **${columnName}** is ${formatGeneral(value)}. ` +
        `The test threshold is ${condition}.`,
    },
    options,
  );
}

/** Distinct values: by default the reference's ± 10 %, without one more than one. */
export function testNumberOfUniqueValues(columnName: string, options?: TestOptions): NamedTest {
  return valueTest(
    {
      name: 'Number of Unique Values',
      group: 'data_quality',
      columnName,
      value: (facts) => statistic(facts, columnName, ({ current_characteristics: { unique } }) => unique),
      standard: (facts) => {
        if (facts.data.reference === undefined) return { gt: 1 };
        return around(
          statistic(facts, columnName, ({ reference_characteristics }) => reference_characteristics?.unique),
        );
      },
      describe: (value, condition) =>
        `The number of the unique values in the column **${columnName}** is ${value}. The test threshold is ${condition}.`,
    },
    options,
  );
}

/** Distinct values per row, to four decimals: by default the reference's ± 10 %. */
export function testUniqueValuesShare(columnName: string, options?: TestOptions): NamedTest {
  const share = (facts: SuiteFacts, side: 'current_characteristics' | 'reference_characteristics') =>
    statistic(facts, columnName, (summary) => asShare(summary[side]?.unique_percentage));
  return valueTest(
    {
      name: 'Share of Unique Values',
      group: 'data_quality',
      columnName,
      value: (facts) => share(facts, 'current_characteristics'),
      standard: (facts) => around(share(facts, 'reference_characteristics')),
      isReal: true,
      describe: (value, condition) =>
        `The share of the unique values in the column **${columnName}** is ${formatPlain(value)}. ` +
        `The test threshold is ${condition}.`,
    },
    options,
  );
}

/** Share of rows with the most common value, a missing one included: the reference's ± 10 %, without one below 0.8. */
export function testMostCommonValueShare(columnName: string, options?: TestOptions): NamedTest {
  const share = (facts: SuiteFacts, side: 'current_characteristics' | 'reference_characteristics') =>
    statistic(facts, columnName, (summary) => {
      if (summary.column_type === 'datetime') return { unavailable: 'counts_of_values should be provided' };
      return asShare(summary[side]?.most_common_percentage);
    });
  return valueTest(
    {
      name: 'Share of the Most Common Value',
      group: 'data_quality',
      columnName,
      value: (facts) => share(facts, 'current_characteristics'),
      standard: (facts) =>
        facts.data.reference === undefined ? { lt: 0.8 } : around(share(facts, 'reference_characteristics')),
      isReal: true,
      describe: (value, condition, facts) =>
        `The most common value in the column **${columnName}** is ${commonText(facts, columnName)}. ` +
        `Its share is ${formatGeneral(value)}. The test threshold is ${condition}.`,
      parameters: { column_name: columnName },
    },
    options,
  );
}

/** `testMostCommonValueShare` of every column but texts, or of those named. */
export function allColumnsMostCommonValueShare(columns?: readonly string[], options?: TestOptions): TestPreset {
  return ({ definition }) =>
    (
      columns ??
      definition()
        .columns.filter(({ type }) => type !== 'text')
        .map(({ name }) => name)
    ).map((name) => testMostCommonValueShare(name, options));
}

/** Fails when a column has at most one distinct value. */
export function testColumnAllConstantValues(columnName: string, isCritical = true): NamedTest {
  return uniqueTest(columnName, isCritical, {
    name: 'All Constant Values in a Column',
    passes: ({ unique }) => (unique ?? 0) > 1,
    separator: ' ',
  });
}

/** Fails when a value of a column occurs twice. */
export function testColumnAllUniqueValues(columnName: string, isCritical = true): NamedTest {
  return uniqueTest(columnName, isCritical, {
    name: 'All Unique Values in a Column',
    passes: ({ unique, number_of_rows, missing }) => unique === number_of_rows - (missing ?? 0),
    separator: '  ',
  });
}

const NO_REFERENCE: Unavailable = {
  unavailable: 'Neither required test parameters nor reference data has been provided.',
};

function statisticTest(
  name: string,
  columnName: string,
  field: 'min' | 'max' | 'mean' | 'p50' | 'std',
  options: TestOptions | undefined,
  { standard, describe }: { readonly standard: (reference: number) => Condition } & Pick<ValueTest, 'describe'>,
): NamedTest {
  const read = (facts: SuiteFacts, side: 'current_characteristics' | 'reference_characteristics') =>
    statistic(facts, columnName, (summary) => {
      const characteristics = summary[side];
      if (characteristics === null) return NO_REFERENCE;
      return 'p50' in characteristics
        ? characteristics[field]
        : { unavailable: `${columnName} should be numerical or bool` };
    });
  return valueTest(
    {
      name,
      group: 'data_quality',
      columnName,
      value: (facts) => read(facts, 'current_characteristics'),
      standard: (facts) => {
        const reference = read(facts, 'reference_characteristics');
        return isUnavailable(reference) ? reference : standard(reference);
      },
      isReal: true,
      describe,
    },
    options,
  );
}

function about(subject: string, columnName: string) {
  return {
    standard: (reference: number) => ({ eq: approximately(reference, { relative: 0.1 }) }),
    describe: (value: number, condition: string) =>
      `The ${subject} of the column **${columnName}** is ${formatGeneral(value)}. The test threshold is ${condition}.`,
  };
}

function around(reference: number | Unavailable): Condition | Unavailable {
  return isUnavailable(reference) ? reference : { eq: approximately(reference, { relative: 0.1 }) };
}

function statistic(
  facts: SuiteFacts,
  columnName: string,
  pick: (summary: ColumnSummaryResult) => number | null | undefined | Unavailable,
): number | Unavailable {
  const summary = facts.columnSummary(columnName);
  return isUnavailable(summary) ? summary : (pick(summary) ?? NO_REFERENCE);
}

function asShare(percentage: number | null | undefined): number | undefined {
  return typeof percentage === 'number' ? percentage / 100 : undefined;
}

/** As the reference prints it: infinities are taken for missing here, though not in the share. */
function commonText(facts: SuiteFacts, columnName: string): string {
  const column = facts.data.current.get(columnName);
  if (column === undefined) return 'nan';
  const finite =
    column.kind === 'numeric'
      ? { ...column, values: column.values.map((value) => (Number.isFinite(value) ? value : Number.NaN)) }
      : column;
  const value: Category | null = mostCommon(valueCounts(finite))?.value ?? null;
  if (value === null) return column.kind === 'numeric' ? 'nan' : 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' && !(column.kind === 'numeric' && column.isInteger === true)
    ? formatFloat(value)
    : String(value);
}

interface UniqueTest {
  readonly name: string;
  readonly passes: (current: ColumnSummaryResult['current_characteristics']) => boolean;
  /** What the reference prints between the counts. */
  readonly separator: string;
}

function uniqueTest(columnName: string, isCritical: boolean, { name, passes, separator }: UniqueTest): NamedTest {
  return {
    name,
    group: 'data_integrity',
    isCritical,
    columnName,
    check: ({ columnSummary }) => {
      const summary = columnSummary(columnName);
      if (isUnavailable(summary)) return failedToRun(summary);
      const current = summary.current_characteristics;
      return {
        status: passes(current) ? 'SUCCESS' : 'FAIL',
        description:
          `The number of the unique values in the column **${columnName}** is ${current.unique}` +
          `${separator}out of ${current.number_of_rows}`,
        parameters: null,
      };
    },
  };
}
