import type { Column } from '@optaic/mlops/registry/records';
import { readTable, textColumn } from './columnar-table.ts';
import { csvHeader } from './csv-header.ts';
import type { DuckDb } from './duckdb.ts';
import { quoteIdentifier, quoteText } from './sql.ts';

export type UploadFormat = 'csv' | 'parquet' | 'ndjson';

export interface UploadedFile {
  readonly path: string;
  readonly format: UploadFormat;
}

/** The columns of a file, in its order, with their types as DuckDB sees them; text files have texts only. */
export async function presentColumns(
  db: DuckDb,
  { path, format }: UploadedFile,
): Promise<[name: string, type: string][]> {
  if (format === 'csv') return (await csvHeader(path)).map((name) => [name, 'VARCHAR']);
  const sql =
    format === 'parquet'
      ? `SELECT column_name AS name, column_type AS type FROM (DESCRIBE SELECT * FROM read_parquet(${quoteText(path)}))`
      : `SELECT DISTINCT unnest(keys) AS name, 'VARCHAR' AS type FROM (
           SELECT DISTINCT json_keys(json) AS keys FROM read_ndjson_objects(${quoteText(path)})) ORDER BY name`;
  const table = await readTable(db, sql, [
    { name: 'name', type: 'string' },
    { name: 'type', type: 'string' },
  ]);
  const types = textColumn(table, 'type');
  return textColumn(table, 'name').map((name, index) => [name ?? '', types[index] ?? '']);
}

/** SQL of a file's rows. Nothing is guessed: a text file's columns are the ones that were found, as texts. */
export function fileRelation({ path, format }: UploadedFile, names: readonly string[], csvOptions = ''): string {
  if (format === 'parquet') return `read_parquet(${quoteText(path)})`;
  const columns = `columns = {${names.map((name) => `${quoteText(name)}: 'VARCHAR'`).join(', ')}}`;
  return format === 'csv'
    ? `read_csv(${quoteText(path)}, ${columns}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', nullstr = ''${csvOptions && `, ${csvOptions}`})`
    : `read_json(${quoteText(path)}, ${columns}, format = 'newline_delimited')`;
}

/** The types of a Parquet file that may stand for a schema's. */
export const STORED_TYPES: Readonly<Record<Column['type'], RegExp>> = {
  string: /^(VARCHAR|ENUM.*)$/,
  timestamp: /^(DATE|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/,
  double: /^(DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DECIMAL.*)$/,
};

/** Whether a text, as quoted for SQL, has an offset or a zone behind its time of day; NULL without a text. */
export function textHasOffset(quoted: string): string {
  // The time of day begins behind "2019-12-31T".
  return `(ends_with(${quoted}, 'Z') OR (length(${quoted}) > 11 AND regexp_matches(substr(${quoted}, 12), '[A-Za-z+-]')))`;
}

/** A file's value in its schema's type; NULL where it cannot be. */
export function typedValue({ name, type }: Column, present: string | undefined, format: UploadFormat): string {
  const quoted = quoteIdentifier(name);
  if (type === 'string') return `${quoted}::VARCHAR`;
  if (type === 'double') return `TRY_CAST(${quoted} AS DOUBLE)`;
  const plain = `TRY_CAST(${quoted} AS TIMESTAMP)`;
  const zoned = `(TRY_CAST(${quoted} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`;
  // A cast of text to TIMESTAMP drops an offset silently; by way of TIMESTAMPTZ it counts. That is seven times slower, so
  // it is left to other offsets than Z.
  const text = `CASE WHEN NOT ends_with(${quoted}, 'Z') AND ${textHasOffset(quoted)} THEN ${zoned} ELSE ${plain} END`;
  const stored = present === 'TIMESTAMP WITH TIME ZONE' ? zoned : plain;
  const time = format === 'parquet' ? stored : text;
  return `CASE WHEN ${time} >= TIMESTAMP '0001-01-01' AND ${time} < TIMESTAMP '10000-01-01' THEN ${time} END`;
}
