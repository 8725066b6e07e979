import type { Column } from '../columns/index.ts';
import {
  type ColumnCharacteristics,
  categoricalCharacteristics,
  datetimeCharacteristics,
  numericCharacteristics,
} from './column-summary.ts';
import type { DataSets } from './data-sets.ts';
import { ALMOST, datasetSummary } from './dataset-summary.ts';
import { type DefinedColumn, defineColumns } from './defined-columns.ts';
import { datasetMissingValues } from './missing-values.ts';
import type { PresetReport } from './preset-report.ts';

/** Result of ColumnSummaryMetric, in the reference's names. */
export interface ColumnSummaryResult {
  readonly column_name: string;
  readonly column_type: DefinedColumn['type'];
  readonly current_characteristics: ColumnCharacteristics;
  readonly reference_characteristics: ColumnCharacteristics | null;
}

/**
 * Quality of data as a dictionary of metrics: the data set, each column but the id, and what is missing.
 *
 * @see evidently 0.7.21, legacy/metric_preset/data_quality.py.
 */
export function dataQualityPreset(data: DataSets): PresetReport {
  const { current, reference, roles } = data;
  const columns = defineColumns(data).columns.filter(({ name }) => name !== roles?.id);
  return {
    metrics: [
      {
        metric: 'DatasetSummaryMetric',
        result: {
          almost_duplicated_threshold: ALMOST,
          current: datasetSummary(current, roles),
          reference: reference === undefined ? null : datasetSummary(reference, roles),
        },
      },
      ...columns.flatMap((column) => {
        const result = columnSummary(data, column);
        return result === undefined ? [] : [{ metric: 'ColumnSummaryMetric', result }];
      }),
      {
        metric: 'DatasetMissingValuesMetric',
        result: {
          current: datasetMissingValues(current),
          reference: reference === undefined ? null : datasetMissingValues(reference),
        },
      },
    ],
  };
}

/** Undefined where the current data lacks the column. */
export function columnSummary(
  { current, reference }: DataSets,
  { name, type }: Pick<DefinedColumn, 'name' | 'type'>,
): ColumnSummaryResult | undefined {
  const column = current.get(name);
  if (column === undefined) return undefined;
  const other = reference?.get(name);
  return {
    column_name: name,
    column_type: type,
    current_characteristics: characteristicsOf(type, column, other),
    reference_characteristics: other === undefined ? null : characteristicsOf(type, other),
  };
}

function characteristicsOf(type: DefinedColumn['type'], column: Column, other?: Column): ColumnCharacteristics {
  if (type === 'num') return numericCharacteristics(column);
  return type === 'datetime' ? datetimeCharacteristics(column) : categoricalCharacteristics(column, other);
}
