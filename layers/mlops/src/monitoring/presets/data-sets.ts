import type { Category, Column, ColumnRoles, DataColumns, Task } from '../columns/index.ts';

/** What a preset or suite judges: the current data, and where there is one the reference that it is held against. */
export interface DataSets {
  readonly current: DataColumns;
  readonly reference?: DataColumns | undefined;
  /** Roles that are left out go to columns of the usual names: target, prediction, datetime. */
  readonly roles?: ColumnRoles | undefined;
  /** @default what the target speaks for */
  readonly task?: Task | undefined;
  /** Of two classes the one that precision, recall and rates are of. @default 1 */
  readonly positiveLabel?: Category | undefined;
}

/** The roles that columns of a data set have: those named, else the usual names; only of columns that are there. */
export function rolesIn(columns: DataColumns, roles: ColumnRoles = {}): ColumnRoles {
  const present = (name: string | undefined) => (name !== undefined && columns.has(name) ? name : undefined);
  const { prediction = 'prediction', text } = roles;
  const predictions =
    typeof prediction === 'string' ? present(prediction) : prediction.filter((each) => columns.has(each));
  return {
    target: present(roles.target ?? 'target'),
    prediction: predictions,
    datetime: present(roles.datetime ?? 'datetime'),
    id: present(roles.id),
    text,
  };
}

/** The rows of a column that are named, in their order. */
export function selectRows(column: Column, rows: readonly number[]): Column {
  if (column.kind === 'categorical') return { ...column, codes: Int32Array.from(rows, (row) => column.codes[row]) };
  return { ...column, values: Float64Array.from(rows, (row) => column.values[row]) };
}
