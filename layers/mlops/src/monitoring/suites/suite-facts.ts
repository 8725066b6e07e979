import { PlatformError } from '@optaic/mlops/base';
import type { Column } from '../columns/index.ts';
import { type DataDriftOptions, type DataDriftTable, dataDriftTable } from '../presets/data-drift-preset.ts';
import { type ColumnSummaryResult, columnSummary } from '../presets/data-quality-preset.ts';
import type { DataSets } from '../presets/data-sets.ts';
import { type DatasetSummary, datasetSummary } from '../presets/dataset-summary.ts';
import { type DataDefinition, type DefinedColumn, defineColumns } from '../presets/defined-columns.ts';
import {
  type DatasetMissingValues,
  datasetMissingValues,
  type MissingValueOptions,
} from '../presets/missing-values.ts';
import { type RegressionQualityResult, regressionQualityResult } from '../presets/regression-preset.ts';
import type { Unavailable } from './named-test.ts';

/** Why there is no drift without a reference, in the reference's words. */
export const NO_REFERENCE_DATA: Unavailable = { unavailable: 'Reference dataset should be present' };

/** The current side, and the reference where there is one. */
export interface Sides<T> {
  readonly current: T;
  readonly reference: T | undefined;
}

/** What the tests of a suite ask of the data; each answer is computed once, when first asked for. */
export interface SuiteFacts {
  readonly data: DataSets;
  readonly definition: () => DataDefinition;
  readonly summary: () => Sides<DatasetSummary>;
  readonly missing: (options: MissingValueOptions) => Sides<DatasetMissingValues>;
  readonly columnSummary: (name: string) => ColumnSummaryResult | Unavailable;
  readonly drift: (options: DataDriftOptions) => DataDriftTable | Unavailable;
  readonly regression: () => RegressionQualityResult | Unavailable;
}

export function suiteFacts(data: DataSets): SuiteFacts {
  const definition = once(() => defineColumns(data));
  const summary = once(() => ({
    current: datasetSummary(data.current, data.roles),
    reference: data.reference && datasetSummary(data.reference, data.roles),
  }));
  const missing = (options: MissingValueOptions) => ({
    current: datasetMissingValues(data.current, options),
    reference: data.reference && datasetMissingValues(data.reference, options),
  });
  const summaryOf = (name: string) => {
    const column = definition().columns.find((each) => each.name === name);
    return (column && columnSummary(data, column)) ?? { unavailable: `Column '${name}' not found in dataset.` };
  };
  return {
    data,
    definition,
    summary,
    missing: oncePerKey(missing, kindsKey),
    columnSummary: oncePerKey(summaryOf, (name) => name),
    drift: oncePerKey(
      (options) => (data.reference === undefined ? NO_REFERENCE_DATA : attempt(() => dataDriftTable(data, options))),
      JSON.stringify,
    ),
    regression: once(() => attempt(() => regressionQualityResult(data))),
  };
}

/** A column with what it is taken for; a reason where the current data lacks it. */
export function findColumn(
  { data, definition }: SuiteFacts,
  name: string,
): (Sides<Column> & Pick<DefinedColumn, 'type'>) | Unavailable {
  const current = data.current.get(name);
  const column = definition().columns.find((each) => each.name === name);
  if (current === undefined || column === undefined) return { unavailable: `Column '${name}' not found in dataset.` };
  return { current, reference: data.reference?.get(name), type: column.type };
}

function once<T>(compute: () => T): () => T {
  const answers = oncePerKey(compute, () => '');
  return () => answers(undefined);
}

function oncePerKey<A, T>(compute: (argument: A) => T, keyOf: (argument: A) => string): (argument: A) => T {
  const known = new Map<string, { readonly answer: T }>();
  return (argument) => {
    const key = keyOf(argument);
    const found = known.get(key) ?? { answer: compute(argument) };
    known.set(key, found);
    return found.answer;
  };
}

/** Tells texts from numbers and from no value, which JSON would not. */
function kindsKey({ missingValues, replace = true }: MissingValueOptions): string {
  return missingValues === undefined
    ? ''
    : `${replace} ${missingValues.map((kind) => `${typeof kind} ${kind}`).join()}`;
}

/** Data that an answer cannot be had from is a reason, not a failure of the suite. */
export function attempt<T>(compute: () => T): T | Unavailable {
  try {
    return compute();
  } catch (error) {
    if (error instanceof PlatformError) return { unavailable: error.message };
    throw error;
  }
}
