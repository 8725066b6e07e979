import { InvalidInputError } from '@optaic/mlops/base';
import {
  type Column,
  type ColumnRoles,
  type ColumnType,
  type DataColumns,
  inferTableColumns,
  inferTablePredictionType,
  inferTableTargetType,
  inferTableTask,
} from '../columns/index.ts';
import { type DriftOverrides, type RequestedTest, requestedTest } from '../statistics/drift-overrides.ts';
import type { Cleaning } from '../statistics/sample.ts';
import { cleanColumn } from '../statistics/sample.ts';
import { pairSamples } from '../statistics/sample-pair.ts';
import { testPair } from '../statistics/test-drift.ts';
import { type DataSets, rolesIn } from './data-sets.ts';
import type { PresetReport } from './preset-report.ts';
import { categoricalDistributions, numericDistribution, type SmallDistribution } from './small-distribution.ts';

export interface DataDriftOptions {
  /** Requested tests and thresholds. @default chosen by the data, each test's own */
  readonly overrides?: DriftOverrides | undefined;
  /** The columns to compare. @default target, prediction where it is one column, numbers, categories, texts */
  readonly columns?: readonly string[] | undefined;
}

/** Drift of one column, in the reference's names. */
export interface ColumnDrift {
  readonly column_name: string;
  readonly column_type: 'num' | 'cat';
  readonly stattest_name: string;
  readonly stattest_threshold: number;
  /** A p-value or a distance; NaN where the statistic is undefined. */
  readonly drift_score: number;
  readonly drift_detected: boolean;
  readonly current: { readonly small_distribution: SmallDistribution };
  readonly reference: { readonly small_distribution: SmallDistribution };
}

/** Result of DataDriftTable, in the reference's names. */
export interface DataDriftTable {
  readonly number_of_columns: number;
  readonly number_of_drifted_columns: number;
  readonly share_of_drifted_columns: number;
  /** Whether at least half the columns drifted, whatever share the preset asks for. */
  readonly dataset_drift: boolean;
  readonly drift_by_columns: Readonly<Record<string, ColumnDrift>>;
  readonly current_fi: null;
  readonly reference_fi: null;
}

/** Half the columns. */
const USUAL_SHARE = 0.5;

/**
 * Drift of a data set as a dictionary of metrics.
 *
 * @param options - `driftShare`: from this share of drifted columns on the data set drifted.
 * @throws {InvalidInputError} as `dataDriftTable`.
 * @see evidently 0.7.21, legacy/metric_preset/data_drift.py.
 */
export function dataDriftPreset(
  data: DataSets,
  { driftShare = USUAL_SHARE, ...options }: DataDriftOptions & { readonly driftShare?: number } = {},
): PresetReport {
  const table = dataDriftTable(data, options);
  return {
    metrics: [
      {
        metric: 'DatasetDriftMetric',
        result: {
          drift_share: driftShare,
          number_of_columns: table.number_of_columns,
          number_of_drifted_columns: table.number_of_drifted_columns,
          share_of_drifted_columns: table.share_of_drifted_columns,
          dataset_drift: table.share_of_drifted_columns >= driftShare,
        },
      },
      { metric: 'DataDriftTable', result: table },
    ],
  };
}

/**
 * Drift of every column. The types are those of the reference as a whole table: numbers are numeric however few values
 * they take. Infinities of a column without missing values are kept.
 *
 * @throws {InvalidInputError} `monitoring.reference_missing`; `monitoring.column_missing` when a side lacks a column;
 *   `monitoring.column_type` when its type has no test; `monitoring.column_empty` when a side has no value; and what
 *   `testDrift` throws.
 * @see evidently 0.7.21, legacy/calculations/data_drift.py, `get_drift_for_columns`.
 */
export function dataDriftTable(data: DataSets, { overrides = {}, columns }: DataDriftOptions = {}): DataDriftTable {
  const reference = requireReference(data);
  const typeOf = tableTypes(data, reference);
  const names = columns ?? [...typeOf.keys()];
  const drifts = names.map((name) => {
    const sides = requireSides(data, reference, name);
    const type = requireTestable(name, typeOf.get(name));
    return columnDrift({ name, type, ...sides }, requestedTest(overrides, name, type), 'when_missing');
  });
  const drifted = drifts.filter(({ drift_detected }) => drift_detected).length;
  const share = drifted / drifts.length;
  return {
    number_of_columns: drifts.length,
    number_of_drifted_columns: drifted,
    share_of_drifted_columns: share,
    dataset_drift: share >= USUAL_SHARE,
    drift_by_columns: Object.fromEntries(drifts.map((drift) => [drift.column_name, drift])),
    current_fi: null,
    reference_fi: null,
  };
}

/** A column on both sides, and how it is compared. */
export interface ComparedColumn {
  readonly name: string;
  readonly type: 'num' | 'cat';
  readonly current: Column;
  readonly reference: Column;
}

/**
 * Drift of one column with its picture on both sides.
 *
 * @param cleaning - What becomes of infinities; see `cleanColumn`.
 * @throws {InvalidInputError} `monitoring.column_empty`, and what `testPair` throws.
 */
export function columnDrift(
  { name, type, current, reference }: ComparedColumn,
  request: RequestedTest,
  cleaning: Cleaning,
): ColumnDrift {
  const samples = { reference: cleanColumn(reference, cleaning), current: cleanColumn(current, cleaning) };
  for (const [side, { size }] of Object.entries(samples)) {
    if (size === 0) {
      throw new InvalidInputError(
        'monitoring.column_empty',
        `column ${name} has no value in the ${side} data; leave it out or supply it`,
      );
    }
  }
  const drift = testPair(pairSamples(samples.reference, samples.current, type), request);
  const pictures = distributions(type, current, reference);
  return {
    column_name: name,
    column_type: type,
    stattest_name: drift.displayName,
    stattest_threshold: drift.threshold,
    drift_score: drift.score,
    drift_detected: drift.drifted,
    current: { small_distribution: pictures.current },
    reference: { small_distribution: pictures.reference },
  };
}

/** @throws {InvalidInputError} `monitoring.reference_missing`. */
function requireReference({ reference }: DataSets): DataColumns {
  if (reference !== undefined) return reference;
  throw new InvalidInputError('monitoring.reference_missing', 'drift needs a reference; give the data to compare with');
}

/** @throws {InvalidInputError} `monitoring.column_missing`. */
export function requireSides(
  { current }: DataSets,
  reference: DataColumns,
  name: string,
): { readonly current: Column; readonly reference: Column } {
  const sides = { current: current.get(name), reference: reference.get(name) };
  if (sides.current === undefined || sides.reference === undefined) {
    const side = sides.current === undefined ? 'current' : 'reference';
    throw new InvalidInputError(
      'monitoring.column_missing',
      `the ${side} data has no column ${name}; leave it out or supply it`,
    );
  }
  return { current: sides.current, reference: sides.reference };
}

/** @throws {InvalidInputError} `monitoring.column_type`. */
export function requireTestable(name: string, type: ColumnType | undefined): 'num' | 'cat' {
  if (type === 'num' || type === 'cat') return type;
  throw new InvalidInputError(
    'monitoring.column_type',
    `column ${name} is of type ${type ?? 'unknown'}; drift is computed of num and cat`,
  );
}

/** The columns that are compared when none is named, in their order, and those with a time, which has no test. */
function tableTypes(data: DataSets, reference: DataColumns): Map<string, ColumnType> {
  const roles = rolesIn(reference, data.roles);
  const { num, cat, text } = inferTableColumns(reference, roles);
  const types = new Map<string, ColumnType>();
  for (const [name, type] of roleTypes(data, reference, roles)) types.set(name, type);
  for (const name of num) types.set(name, 'num');
  for (const name of cat) types.set(name, 'cat');
  for (const name of text) types.set(name, 'text');
  return types;
}

function* roleTypes(data: DataSets, reference: DataColumns, roles: ColumnRoles): Generator<[string, ColumnType]> {
  const { target, prediction } = roles;
  const column = target === undefined ? undefined : reference.get(target);
  const task = data.task ?? (column && inferTableTask(column));
  const sidesOf = (name: string) => Object.values(requireSides(data, reference, name));
  if (target !== undefined) yield [target, inferTableTargetType(sidesOf(target), task)];
  if (typeof prediction === 'string') yield [prediction, inferTablePredictionType(sidesOf(prediction), task)];
}

function distributions(type: 'num' | 'cat', current: Column, reference: Column) {
  if (type === 'cat' || current.kind === 'categorical' || reference.kind === 'categorical') {
    return categoricalDistributions({ current, reference });
  }
  return { current: numericDistribution(current.values), reference: numericDistribution(reference.values) };
}
