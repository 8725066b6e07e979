import type { DatasetSchema } from '@optaic/mlops/registry/records';
import type { DatasetFiles } from './dataset-columns.ts';
import { quoteText } from './sql.ts';

/** Rows that can be named exactly: SQL of a schema's columns with `#file` and `#row`, both from 1. */
export interface NumberedRows {
  readonly relation: string;
  readonly schema: DatasetSchema;
}

/** The rows of a stored dataset, numbered by part and by place in the part. */
export function numberedRows({ files, schema }: Omit<DatasetFiles, 'name'>): NumberedRows {
  const list = `[${files.map(quoteText).join(', ')}]`;
  return {
    relation: `(SELECT * EXCLUDE ("#path", file_row_number), list_position(${list}, "#path")::INTEGER AS "#file",
      file_row_number + 1 AS "#row"
      FROM read_parquet(${list}, union_by_name = true, filename = '#path', file_row_number = true))`,
    schema,
  };
}
