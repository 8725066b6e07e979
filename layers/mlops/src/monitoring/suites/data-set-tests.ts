import { type DataType, dataType } from '../columns/index.ts';
import type { DatasetSummary } from '../presets/dataset-summary.ts';
import { approximately, type Condition } from './condition.ts';
import { type NamedTest, type TestOptions, type Verdict, valueTest } from './named-test.ts';

/** Rows: by default the reference's ± 10 %, without one more than 30. */
export function testNumberOfRows(options?: TestOptions): NamedTest {
  return summaryTest('Number of Rows', 'The number of rows', ({ number_of_rows }) => number_of_rows, options, {
    standard: (reference) => ({ eq: approximately(reference, { relative: 0.1 }) }),
    alone: { gt: 30 },
  });
}

/** Columns, those with a role included: by default as many as the reference's, without one any. */
export function testNumberOfColumns(options?: TestOptions): NamedTest {
  return summaryTest(
    'Number of Columns',
    'The number of columns',
    ({ number_of_columns }) => number_of_columns,
    options,
    {
      standard: (reference) => ({ eq: reference }),
      alone: { gt: 0 },
    },
  );
}

/** Columns of at most one distinct value: by default at most the reference's, without one none. */
export function testNumberOfConstantColumns(options?: TestOptions): NamedTest {
  const value = ({ number_of_constant_columns }: DatasetSummary) => number_of_constant_columns;
  return summaryTest('Number of Constant Columns', 'The number of constant columns', value, options, atMost);
}

/** Rows without any value: by default the reference's ± 10 %, scaled to the rows, without one none. */
export function testNumberOfEmptyRows(options?: TestOptions): NamedTest {
  const value = ({ number_of_empty_rows }: DatasetSummary) => number_of_empty_rows;
  return summaryTest('Number of Empty Rows', 'Number of Empty Rows', value, options, scaled);
}

/** Columns without any value: by default at most the reference's, without one none. */
export function testNumberOfEmptyColumns(options?: TestOptions): NamedTest {
  const value = ({ number_of_empty_columns }: DatasetSummary) => number_of_empty_columns;
  return summaryTest('Number of Empty Columns', 'Number of Empty Columns', value, options, atMost);
}

/** Rows that repeat an earlier one: by default the reference's ± 10 %, scaled to the rows, without one none. */
export function testNumberOfDuplicatedRows(options?: TestOptions): NamedTest {
  const value = ({ number_of_duplicated_rows }: DatasetSummary) => number_of_duplicated_rows;
  return summaryTest('Number of Duplicate Rows', 'The number of duplicate rows', value, options, scaled);
}

/** Pairs of equal columns: by default at most the reference's, without one none. */
export function testNumberOfDuplicatedColumns(options?: TestOptions): NamedTest {
  const value = ({ number_of_duplicated_columns }: DatasetSummary) => number_of_duplicated_columns;
  return summaryTest('Number of Duplicate Columns', 'The number of duplicate columns', value, options, atMost);
}

/** Each column has the type it has in the reference, or the type that is named. */
export function testColumnsType({
  columnsType,
  isCritical = true,
}: {
  readonly columnsType?: Readonly<Record<string, DataType>>;
  readonly isCritical?: boolean;
} = {}): NamedTest {
  return {
    name: 'Column Types',
    group: 'data_integrity',
    isCritical,
    check: ({ data: { current, reference } }) => {
      if (columnsType === undefined && reference === undefined) {
        return cannotRun('Cannot compare column types without conditions or a reference');
      }
      const expected = columnsType
        ? Object.entries(columnsType)
        : Array.from(reference ?? [], ([name, column]) => [name, dataType(column)] as const);
      if (expected.length === 0) return cannotRun('Columns type condition is empty');
      const columns = [];
      for (const [name, type] of expected) {
        const column = current.get(name);
        if (column === undefined) return cannotRun(`No column '${name}' in the metrics data`);
        columns.push({
          actual_type: TYPE_NAME[dataType(column)],
          column_name: name,
          expected_type: TYPE_NAME[type],
        });
      }
      const mismatches = columns.filter(({ actual_type, expected_type }) => actual_type !== expected_type).length;
      return {
        status: mismatches === 0 ? 'SUCCESS' : 'FAIL',
        description: `The number of columns with a type mismatch is ${mismatches} out of ${expected.length}.`,
        parameters: { columns },
      };
    },
  };
}

/** NumPy's names. */
const TYPE_NAME: Readonly<Record<DataType, string>> = {
  integer: 'int64',
  float: 'float64',
  bool: 'bool',
  datetime: 'datetime64',
  zoned_datetime: 'datetime64tz',
  category: 'category',
  object: 'object_',
};

interface Standard {
  /** The default from the reference's value; `scale` is current over reference rows. */
  readonly standard: (reference: number, scale: number) => Condition;
  readonly alone: Condition;
}

const atMost: Standard = { standard: (reference) => ({ lte: reference }), alone: { eq: 0 } };
const scaled: Standard = {
  standard: (reference, scale) => ({ eq: approximately(reference * scale, { relative: 0.1 }) }),
  alone: { eq: 0 },
};

function summaryTest(
  name: string,
  subject: string,
  value: (summary: DatasetSummary) => number,
  options: TestOptions | undefined,
  { standard, alone }: Standard,
): NamedTest {
  return valueTest(
    {
      name,
      group: 'data_integrity',
      value: ({ summary }) => value(summary().current),
      standard: ({ summary }) => {
        const { current, reference } = summary();
        if (reference === undefined) return alone;
        return standard(value(reference), current.number_of_rows / reference.number_of_rows);
      },
      describe: (tested, condition) => `${subject} is ${tested}. The test threshold is ${condition}.`,
    },
    options,
  );
}

function cannotRun(description: string): Verdict {
  return { status: 'ERROR', description, parameters: null };
}
