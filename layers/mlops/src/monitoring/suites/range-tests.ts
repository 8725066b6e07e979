import { type Category, rowCount } from '../columns/index.ts';
import { formatGeneral } from '../presets/python-number.ts';
import { valueCounts } from '../presets/value-counts.ts';
import { approximately } from './condition.ts';
import {
  failedToRun,
  isUnavailable,
  type NamedTest,
  type TestOptions,
  type Unavailable,
  valueTest,
} from './named-test.ts';
import type { TestPreset } from './run-suite.ts';
import { findColumn, type SuiteFacts } from './suite-facts.ts';

/** The values that are expected, ends included. @default the reference's smallest to largest */
export interface RangeOptions extends TestOptions {
  readonly left?: number | undefined;
  readonly right?: number | undefined;
}

/** The values that are expected. @default those of the reference */
export interface ListOptions extends TestOptions {
  readonly values?: readonly Category[] | undefined;
}

/** Share of a numeric column's values outside a range: by default none. Infinities are outside, missing values do not count. */
export function testShareOfOutRangeValues(
  columnName: string,
  { left, right, ...options }: RangeOptions = {},
): NamedTest {
  const range = { left, right };
  return valueTest(
    {
      name: 'Share of Out-of-Range Values',
      group: 'data_quality',
      columnName,
      value: (facts) => pick(outOfRange(facts, columnName, range), ({ outside, of }) => (of === 0 ? 0 : outside / of)),
      standard: () => ({ eq: approximately(0) }),
      describe: (value, condition, facts) =>
        `The share of values out of range in the column **${columnName}** is ${formatGeneral(value)} ` +
        `(${countText(outOfRange(facts, columnName, range))}).  The test threshold is ${condition}.`,
      parameters: { left: left ?? null, right: right ?? null },
    },
    options,
  );
}

/** Values of a numeric column outside a range: by default none. */
export function testNumberOfOutRangeValues(
  columnName: string,
  { left, right, ...options }: RangeOptions = {},
): NamedTest {
  return valueTest(
    {
      // The reference's name ends in a blank.
      name: 'Number of Out-of-Range Values ',
      group: 'data_quality',
      columnName,
      value: (facts) => pick(outOfRange(facts, columnName, { left, right }), ({ outside }) => outside),
      standard: () => ({ eq: approximately(0) }),
      describe: (value, condition) =>
        `The number of values out of range in the column **${columnName}** is ${value}.  The test threshold is ${condition}.`,
    },
    options,
  );
}

/** No value of a numeric column is outside a range. */
export function testValueRange(
  columnName: string,
  { left, right, isCritical = true }: Pick<RangeOptions, 'left' | 'right' | 'isCritical'> = {},
): NamedTest {
  return {
    name: 'Value Range',
    group: 'data_quality',
    isCritical,
    columnName,
    check: (facts) => {
      const counted = outOfRange(facts, columnName, { left, right });
      if (isUnavailable(counted)) return failedToRun(counted);
      return counted.outside > 0
        ? { status: 'FAIL', description: `The column **${columnName}** has values out of range.`, parameters: null }
        : {
            status: 'SUCCESS',
            description: `All values in the column **${columnName}** are within range`,
            parameters: null,
          };
    },
  };
}

/** Share of rows whose value is not in a list: by default none. Missing values are never in it. */
export function testShareOfOutListValues(columnName: string, { values, ...options }: ListOptions = {}): NamedTest {
  return valueTest(
    {
      name: 'Share of Out-of-List Values',
      group: 'data_quality',
      columnName,
      value: (facts) => pick(outOfList(facts, columnName, values), ({ outside, of }) => (of === 0 ? 0 : outside / of)),
      standard: () => ({ eq: approximately(0) }),
      describe: (value, condition, facts) =>
        `The share of values out of list in the column **${columnName}** is ${formatGeneral(value)} ` +
        `(${countText(outOfList(facts, columnName, values))}). The test threshold is ${condition}.`,
      parameters: { values: values ?? null },
    },
    options,
  );
}

/** Rows whose value is not in a list: by default none. */
export function testNumberOfOutListValues(columnName: string, { values, ...options }: ListOptions = {}): NamedTest {
  return valueTest(
    {
      name: 'Number Out-of-List Values',
      group: 'data_quality',
      columnName,
      value: (facts) => pick(outOfList(facts, columnName, values), ({ outside }) => outside),
      standard: () => ({ eq: approximately(0) }),
      describe: (value, condition) =>
        `The number of values out of list in the column **${columnName}** is ${value}. The test threshold is ${condition}.`,
    },
    options,
  );
}

/** No row's value is outside a list. */
export function testValueList(
  columnName: string,
  { values, isCritical = true }: Pick<ListOptions, 'values' | 'isCritical'> = {},
): NamedTest {
  return {
    name: 'Out-of-List Values',
    group: 'data_quality',
    isCritical,
    columnName,
    check: (facts) => {
      const counted = outOfList(facts, columnName, values);
      if (isUnavailable(counted)) return failedToRun(counted);
      const isOutside = counted.outside > 0;
      return {
        status: isOutside ? 'FAIL' : 'SUCCESS',
        description: isOutside
          ? `The column **${columnName}** has values out of list.`
          : `All values in the column **${columnName}** are in the list.`,
        parameters: { value: counted.outside, column_name: columnName, values: values ?? null },
      };
    },
  };
}

/** `testShareOfOutRangeValues` of every numeric feature, or of the numeric ones of those named. */
export function numColumnsOutOfRangeValues(columns?: readonly string[]): TestPreset {
  return (facts) => columnsOfType(facts, 'num', columns).map((name) => testShareOfOutRangeValues(name));
}

/** `testShareOfOutListValues` of every categorical feature, or of the categorical ones of those named. */
export function catColumnsOutOfListValues(columns?: readonly string[]): TestPreset {
  return (facts) => columnsOfType(facts, 'cat', columns).map((name) => testShareOfOutListValues(name));
}

/** Features of a type; with names, the columns of that type among them, a role or not. */
export function columnsOfType(
  { definition }: SuiteFacts,
  type: 'num' | 'cat' | 'text',
  columns?: readonly string[],
): readonly string[] {
  return definition()
    .columns.filter((each) => each.type === type && (columns?.includes(each.name) ?? each.isFeature))
    .map(({ name }) => name);
}

interface Outside {
  readonly outside: number;
  readonly of: number;
}

function outOfRange(
  facts: SuiteFacts,
  columnName: string,
  { left, right }: Pick<RangeOptions, 'left' | 'right'>,
): Outside | Unavailable {
  const column = findColumn(facts, columnName);
  if (isUnavailable(column)) return { unavailable: `Column ${columnName} isn't present in data` };
  const { current, reference, type } = column;
  if (type !== 'num' || current.kind !== 'numeric') {
    return { unavailable: `Column ${columnName} in reference data should be numeric.` };
  }
  const expected = reference?.kind === 'numeric' ? reference.values.filter((value) => !Number.isNaN(value)) : undefined;
  if ((left === undefined || right === undefined) && expected === undefined) {
    return { unavailable: 'Reference should be present' };
  }
  const lowest =
    left ?? expected?.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY) ?? Number.NaN;
  const highest =
    right ?? expected?.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY) ?? Number.NaN;
  const values = current.values.filter((value) => !Number.isNaN(value));
  const inside = values.reduce((count, value) => (lowest <= value && value <= highest ? count + 1 : count), 0);
  return { outside: values.length - inside, of: values.length };
}

function outOfList(
  { data }: SuiteFacts,
  columnName: string,
  values: readonly Category[] | undefined,
): Outside | Unavailable {
  const reference = data.reference?.get(columnName);
  if (data.reference !== undefined && reference === undefined) {
    return { unavailable: `Column '${columnName}' is not in reference data.` };
  }
  if (values === undefined && reference === undefined) {
    return { unavailable: 'Reference or values list should be present.' };
  }
  const expected = new Set<Category | null>(values ?? (reference && valueCounts(reference).keys()));
  if (expected.size === 0) return { unavailable: 'Values list should not be empty.' };
  const current = data.current.get(columnName);
  if (current === undefined) return { unavailable: `Column '${columnName}' is not in current data.` };
  let inside = 0;
  for (const [value, count] of valueCounts(current)) if (value !== null && expected.has(value)) inside += count;
  return { outside: rowCount(current) - inside, of: rowCount(current) };
}

function pick(counted: Outside | Unavailable, value: (counted: Outside) => number): number | Unavailable {
  return isUnavailable(counted) ? counted : value(counted);
}

function countText(counted: Outside | Unavailable): string {
  return isUnavailable(counted) ? counted.unavailable : `${counted.outside} out of ${counted.of}`;
}
