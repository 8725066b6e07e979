import { type DataColumns, inferTableColumns } from '../columns/index.ts';
import { type DataSets, rolesIn } from './data-sets.ts';

/** Which column is what, in the reference's names; null for a role that no column has. */
export interface DatasetColumns {
  readonly utility_columns: {
    readonly date: string | null;
    readonly id: string | null;
    readonly target: string | null;
    readonly prediction: string | readonly string[] | null;
  };
  readonly num_feature_names: readonly string[];
  readonly cat_feature_names: readonly string[];
  readonly text_feature_names: readonly string[];
  readonly datetime_feature_names: readonly string[];
  readonly target_names: null;
}

/** @see evidently 0.7.21, legacy/utils/data_operations.py, `process_columns`. */
export function datasetColumns(columns: DataColumns, roles: DataSets['roles']): DatasetColumns {
  const present = rolesIn(columns, roles);
  const features = inferTableColumns(columns, present);
  const { datetime, id, target, prediction } = present;
  return {
    utility_columns: {
      date: datetime ?? null,
      id: id ?? null,
      target: target ?? null,
      prediction: prediction ?? null,
    },
    num_feature_names: features.num,
    cat_feature_names: features.cat,
    text_feature_names: features.text,
    datetime_feature_names: features.datetime,
    target_names: null,
  };
}
