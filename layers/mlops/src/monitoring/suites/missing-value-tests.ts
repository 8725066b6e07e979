import type { DatasetMissingValues, MissingValueOptions } from '../presets/missing-values.ts';
import { formatGeneral } from '../presets/python-number.ts';
import { approximately, type Condition } from './condition.ts';
import { type NamedTest, type TestOptions, type Unavailable, valueTest } from './named-test.ts';
import type { TestPreset } from './run-suite.ts';

/** Bounds, and what counts as missing. */
export type MissingTestOptions = TestOptions & MissingValueOptions;

/** Kinds of missing values that occur: by default as many as in the reference, without one none. */
export function testNumberOfDifferentMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'Different Types of Missing Values',
    subject: 'The number of differently encoded types of missing values',
    value: ({ number_of_different_missing_values }) => number_of_different_missing_values,
    standard: (reference) => ({ eq: reference }),
  });
}

/** Missing cells: by default the reference's + 10 %, scaled to the rows, without one none. */
export function testNumberOfMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Number of Missing Values',
    subject: 'The number of missing values',
    value: ({ number_of_missing_values }) => number_of_missing_values,
    standard: scaledLimit,
  });
}

/** Share of missing cells: by default the reference's + 10 %, without one none. */
export function testShareOfMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'Share of Missing Values',
    subject: 'The share of missing values',
    value: ({ share_of_missing_values }) => share_of_missing_values,
    standard: limit,
    isShare: true,
  });
}

/** Columns with a missing value: by default at most the reference's, without one none. */
export function testNumberOfColumnsWithMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Number of Columns With Missing Values',
    subject: 'The number of columns with missing values',
    value: ({ number_of_columns_with_missing_values }) => number_of_columns_with_missing_values,
    standard: (reference) => ({ lte: reference }),
  });
}

/** Share of columns with a missing value: by default at most the reference's, without one none. */
export function testShareOfColumnsWithMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Share of Columns With Missing Values',
    subject: 'The share of columns with missing values',
    value: ({ share_of_columns_with_missing_values }) => share_of_columns_with_missing_values,
    standard: (reference) => ({ lte: reference }),
    isShare: true,
  });
}

/** Rows with a missing value: by default the reference's + 10 %, scaled to the rows, without one none. */
export function testNumberOfRowsWithMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Number Of Rows With Missing Values',
    subject: 'The number of rows with missing values',
    value: ({ number_of_rows_with_missing_values }) => number_of_rows_with_missing_values,
    standard: scaledLimit,
  });
}

/** Share of rows with a missing value: by default the reference's + 10 %, without one none. */
export function testShareOfRowsWithMissingValues(options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Share of Rows With Missing Values',
    subject: 'The share of rows with missing values',
    value: ({ share_of_rows_with_missing_values }) => share_of_rows_with_missing_values,
    standard: limit,
    isShare: true,
  });
}

/** Kinds of missing values in a column: by default at most the reference's, without one none. */
export function testColumnNumberOfDifferentMissingValues(columnName: string, options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'Different Types of Missing Values in a Column',
    columnName,
    subject: `The number of differently encoded types of missing values in the column **${columnName}**`,
    value: ({ number_of_different_missing_values_by_column: counts }) => counts[columnName],
    standard: (reference) => ({ lte: reference }),
  });
}

/** Missing values in a column: by default the reference's + 10 %, scaled to the rows, without one none. */
export function testColumnNumberOfMissingValues(columnName: string, options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Number of Missing Values in a Column',
    columnName,
    subject: `The number of missing values in the column **${columnName}**`,
    value: ({ number_of_missing_values_by_column: counts }) => counts[columnName],
    standard: scaledLimit,
  });
}

/** Share of missing values in a column: by default the reference's + 10 %, without one none. */
export function testColumnShareOfMissingValues(columnName: string, options?: MissingTestOptions): NamedTest {
  return missingTest(options, {
    name: 'The Share of Missing Values in a Column',
    columnName,
    subject: `The share of missing values in the column **${columnName}**`,
    value: ({ share_of_missing_values_by_column: shares }) => shares[columnName],
    standard: limit,
    isShare: true,
    parameters: { column_name: columnName },
  });
}

/** `testColumnShareOfMissingValues` of every column, or of those named. */
export function allColumnsShareOfMissingValues(columns?: readonly string[], options?: MissingTestOptions): TestPreset {
  return ({ definition }) =>
    (columns ?? definition().columns.map(({ name }) => name)).map((name) =>
      testColumnShareOfMissingValues(name, options),
    );
}

interface MissingTest {
  readonly name: string;
  readonly columnName?: string;
  readonly subject: string;
  readonly value: (missing: DatasetMissingValues) => number | undefined;
  /** The default from the reference's value; `scale` is current over reference rows. */
  readonly standard: (reference: number, scale: number) => Condition;
  readonly isShare?: boolean;
  readonly parameters?: Readonly<Record<string, unknown>>;
}

function missingTest(
  { missingValues, replace, ...options }: MissingTestOptions = {},
  { name, columnName, subject, value, standard, isShare = false, parameters }: MissingTest,
): NamedTest {
  const kinds = { missingValues, replace };
  const absent: Unavailable = { unavailable: `'${columnName ?? name}'` };
  return valueTest(
    {
      name,
      group: 'data_integrity',
      columnName,
      value: ({ missing }) => value(missing(kinds).current) ?? absent,
      standard: ({ missing }) => {
        const { current, reference } = missing(kinds);
        if (reference === undefined) return { eq: 0 };
        const referenceValue = value(reference);
        if (referenceValue === undefined) return absent;
        return standard(referenceValue, current.number_of_rows / reference.number_of_rows);
      },
      isReal: isShare,
      describe: (tested, condition) =>
        `${subject} is ${isShare ? formatGeneral(tested) : tested}. The test threshold is ${condition}.`,
      ...(parameters && { parameters }),
    },
    options,
  );
}

function limit(reference: number): Condition {
  return { lte: approximately(reference, { relative: 0.1 }) };
}

function scaledLimit(reference: number, scale: number): Condition {
  return limit(reference * scale);
}
