import { roundTo } from '../presets/column-summary.ts';
import {
  type ColumnDrift,
  columnDrift,
  type DataDriftOptions,
  type DataDriftTable,
  requireSides,
  requireTestable,
} from '../presets/data-drift-preset.ts';
import { formatFloat, formatGeneral } from '../presets/python-number.ts';
import { type RequestedTest, requestedTest } from '../statistics/drift-overrides.ts';
import type { Condition } from './condition.ts';
import { testColumnsType } from './data-set-tests.ts';
import { numColumnsMeanInNSigmas } from './mean-stability-test.ts';
import { allColumnsShareOfMissingValues } from './missing-value-tests.ts';
import {
  failedToRun,
  isUnavailable,
  type NamedTest,
  type TestOptions,
  type Unavailable,
  type Verdict,
  valueTest,
} from './named-test.ts';
import { catColumnsOutOfListValues, columnsOfType, numColumnsOutOfRangeValues } from './range-tests.ts';
import type { TestPreset } from './run-suite.ts';
import { attempt, NO_REFERENCE_DATA, type SuiteFacts } from './suite-facts.ts';

/** Bounds, and how drift is found. */
export type DriftTestOptions = TestOptions & DataDriftOptions;

/** Columns that drifted: by default fewer than a third of them. */
export function testNumberOfDriftedColumns(options?: DriftTestOptions): NamedTest {
  return tableTest('Number of Drifted Features', options, {
    value: ({ number_of_drifted_columns }) => number_of_drifted_columns,
    standard: ({ number_of_columns }) => ({ lt: Math.floor(number_of_columns / 3) }),
    describe: (table, condition) =>
      `The drift is detected for ${table.number_of_drifted_columns} out of ${table.number_of_columns} features. ` +
      `The test threshold is ${condition}.`,
  });
}

/** Share of columns that drifted: by default below 0.3. */
export function testShareOfDriftedColumns(options?: DriftTestOptions): NamedTest {
  return tableTest('Share of Drifted Columns', options, {
    value: ({ share_of_drifted_columns }) => share_of_drifted_columns,
    standard: () => ({ lt: 0.3 }),
    describe: (table, condition) =>
      `The drift is detected for ${formatGeneral(table.share_of_drifted_columns * 100)}% features ` +
      `(${table.number_of_drifted_columns} out of ${table.number_of_columns}). The test threshold is ${condition}`,
  });
}

/** Fails when a column drifted. Unlike in the table of all columns, whole numbers of few values are categories. */
export function testColumnDrift(columnName: string, request: RequestedTest = {}, isCritical = true): NamedTest {
  return {
    name: 'Drift per Column',
    group: 'data_drift',
    isCritical,
    columnName,
    check: (facts) => {
      const drift = driftOf(facts, columnName, request);
      return isUnavailable(drift) ? failedToRun(drift) : driftVerdict(columnName, drift);
    },
  };
}

export interface DriftPresetOptions extends DataDriftOptions {
  /** @default 0.3 */
  readonly driftShare?: number | undefined;
}

/** The share of drifted columns, then drift of the target, the prediction and every feature. */
export function dataDriftTests({ driftShare = 0.3, overrides = {}, columns }: DriftPresetOptions = {}): TestPreset {
  return (facts) => {
    const { target, prediction, task } = facts.definition();
    const roleType = task === 'classification' ? 'cat' : 'num';
    const ofType = (type: 'num' | 'cat') =>
      columnsOfType(facts, type)
        .filter((name) => columns?.includes(name) ?? true)
        .map((name) => testColumnDrift(name, requestedTest(overrides, name, type)));
    return [
      testShareOfDriftedColumns({ lt: driftShare, overrides, columns }),
      ...[target, prediction]
        .filter((name) => name !== undefined)
        .map((name) => testColumnDrift(name, requestedTest(overrides, name, roleType))),
      ...ofType('cat'),
      ...ofType('num'),
    ];
  };
}

/** What can be tested before the target is known. */
export function noTargetPerformanceTests({
  driftShare = 0.3,
  overrides = {},
  columns,
}: DriftPresetOptions = {}): TestPreset {
  return (facts) => {
    const { prediction, task } = facts.definition();
    const roleType = task === 'classification' ? 'cat' : 'num';
    return [
      ...(prediction === undefined
        ? []
        : [testColumnDrift(prediction, requestedTest(overrides, prediction, roleType))]),
      testShareOfDriftedColumns({ lt: driftShare, overrides }),
      testColumnsType(),
      ...allColumnsShareOfMissingValues(columns)(facts),
      ...numColumnsOutOfRangeValues(columns)(facts),
      ...catColumnsOutOfListValues(columns)(facts),
      ...numColumnsMeanInNSigmas(columns)(facts),
    ];
  };
}

interface TableTest {
  readonly value: (table: DataDriftTable) => number;
  readonly standard: (table: DataDriftTable) => Condition;
  readonly describe: (table: DataDriftTable, condition: string) => string;
}

function tableTest(
  name: string,
  { overrides, columns, ...options }: DriftTestOptions = {},
  { value, standard, describe }: TableTest,
): NamedTest {
  const from = <T>(facts: SuiteFacts, pick: (table: DataDriftTable) => T): T | Unavailable => {
    const table = facts.drift({ overrides, columns });
    return isUnavailable(table) ? table : pick(table);
  };
  const test = valueTest(
    {
      name,
      group: 'data_drift',
      value: (facts) => from(facts, value),
      standard: (facts) => from(facts, standard),
      describe: (_, condition, facts) => {
        const text = from(facts, (table) => describe(table, condition));
        return isUnavailable(text) ? text.unavailable : text;
      },
    },
    options,
  );
  return {
    ...test,
    check: (facts) => {
      const verdict = test.check(facts);
      const features = from(facts, ({ drift_by_columns }) =>
        Object.fromEntries(Object.entries(drift_by_columns).map(([column, drift]) => [column, driftParameters(drift)])),
      );
      if (isUnavailable(features)) return verdict;
      return { ...verdict, parameters: { condition: verdict.parameters?.condition, features } };
    },
  };
}

function driftVerdict(columnName: string, drift: ColumnDrift): Verdict {
  return {
    status: drift.drift_detected ? 'FAIL' : 'SUCCESS',
    description:
      `The drift score for the feature **${columnName}** is ${formatGeneral(roundTo(drift.drift_score, 3))}. ` +
      `The drift detection method is ${drift.stattest_name}. ` +
      `The drift detection threshold is ${formatFloat(drift.stattest_threshold)}.`,
    parameters: { ...driftParameters(drift), column_name: columnName },
  };
}

/** The score to three decimals. */
function driftParameters(drift: ColumnDrift) {
  return {
    stattest: drift.stattest_name,
    score: roundTo(drift.drift_score, 3),
    threshold: drift.stattest_threshold,
    detected: drift.drift_detected,
  };
}

function driftOf({ data, definition }: SuiteFacts, name: string, request: RequestedTest): ColumnDrift | Unavailable {
  const { reference } = data;
  if (reference === undefined) return NO_REFERENCE_DATA;
  return attempt(() => {
    const sides = requireSides(data, reference, name);
    const type = requireTestable(name, definition().columns.find((column) => column.name === name)?.type);
    return columnDrift({ name, type, ...sides }, request, 'always');
  });
}
