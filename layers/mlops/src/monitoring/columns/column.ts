/** What a category may be; those of one column need not be of one kind. */
export type Category = string | number | boolean;

export interface NumericColumn {
  readonly kind: 'numeric';
  /** Shape (rows,); NaN is missing, ±Infinity may occur. */
  readonly values: Float64Array;
  /**
   * Whole numbers of an integer type, none of them missing: pandas' int64. It changes what a column is taken for and how
   * wide its bins are at least.
   *
   * @default false
   */
  readonly isInteger?: boolean;
}

export interface CategoricalColumn {
  readonly kind: 'categorical';
  /** Shape (rows,); positions in `categories`, −1 is missing. */
  readonly codes: Int32Array;
  /** Distinct; some may have no row. The order carries no meaning. */
  readonly categories: readonly Category[];
  /**
   * Said to be categorical where it comes from, so never taken for text.
   *
   * @default false
   */
  readonly isDeclared?: boolean;
}

export interface DatetimeColumn {
  readonly kind: 'datetime';
  /** Shape (rows,); milliseconds since 1970-01-01T00:00Z, NaN is missing. */
  readonly values: Float64Array;
  /**
   * The times have a time zone; the legacy inference takes such a column for a category.
   *
   * @default false
   */
  readonly isZoned?: boolean;
}

export type Column = NumericColumn | CategoricalColumn | DatetimeColumn;

/** A data set: columns of equal length by name, in their order. */
export type DataColumns = ReadonlyMap<string, Column>;

/** Rows of a column, the missing ones included. */
export function rowCount(column: Column): number {
  return column.kind === 'categorical' ? column.codes.length : column.values.length;
}
