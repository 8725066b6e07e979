import { stat } from 'node:fs/promises';
import type { Column, DatasetSchema } from '@optaic/mlops/registry/records';
import { type ColumnarTable, readTable } from './columnar-table.ts';
import type { DatasetIssue } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import { offendingRows } from './offending-rows.ts';
import { quoteIdentifier } from './sql.ts';
import {
  fileRelation,
  presentColumns,
  STORED_TYPES,
  typedValue,
  type UploadedFile,
  type UploadFormat,
} from './uploaded-file.ts';
import { loadTable } from './write-table.ts';

/** The temporary table of staged rows: the schema's columns, typed, with `#file` and `#row`, both from 1. */
export const STAGED = 'staged';

/**
 * Reads uploaded files into the table {@link STAGED}, every value in its schema's type; what cannot be read so is an
 * issue: `dataset.file_empty`, `dataset.file_unreadable`, `dataset.column_missing`, `dataset.column_unknown`,
 * `dataset.column_repeated`, `dataset.wrong_type`. With issues the table is not complete.
 *
 * Times without an offset are UTC; others are converted. A text that is empty in a CSV is missing.
 */
export async function stageRows(
  db: DuckDb,
  files: readonly UploadedFile[],
  schema: DatasetSchema,
): Promise<DatasetIssue[]> {
  await createStaged(db, schema);
  const issues: DatasetIssue[] = [];
  for (const [index, file] of files.entries()) issues.push(...(await stageFile(db, file, index + 1, schema)));
  return issues;
}

/** Fills the table {@link STAGED} from columns in memory. */
export async function stageTable(db: DuckDb, table: ColumnarTable, schema: DatasetSchema): Promise<void> {
  await createStaged(db, schema);
  const relation = await loadTable(db, table, schema);
  await db.run(`INSERT INTO ${STAGED} SELECT 1, row_number() OVER (), * FROM ${relation}`);
}

async function createStaged(db: DuckDb, schema: DatasetSchema): Promise<void> {
  const columns = schema.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${SQL_TYPES[type]}`);
  await db.run(`CREATE OR REPLACE TEMP TABLE ${STAGED} ("#file" INTEGER, "#row" BIGINT, ${columns.join(', ')})`);
}

const SQL_TYPES: Readonly<Record<Column['type'], string>> = {
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  double: 'DOUBLE',
};

async function stageFile(
  db: DuckDb,
  file: UploadedFile,
  number: number,
  schema: DatasetSchema,
): Promise<DatasetIssue[]> {
  if ((await stat(file.path)).size === 0)
    return [fileIssue('dataset.file_empty', number, 'is empty; upload at least one row')];
  try {
    const found = await presentColumns(db, file);
    if (found.length === 0) return [fileIssue('dataset.file_empty', number, 'has no rows; upload at least one')];
    const names = found.map(([name]) => name);
    const columnIssues = compareColumns(names, schema, number);
    if (columnIssues.length > 0) return columnIssues;
    const present = new Map(found);
    await db.run(`CREATE OR REPLACE TEMP VIEW raw AS SELECT ${number} AS "#file", row_number() OVER () AS "#row", *
      FROM ${fileRelation(file, names)}`);
    const typeIssues = await wrongTypes(db, present, file.format, schema, number);
    if (typeIssues.length > 0) return typeIssues;
    const typed = schema.columns.map((column) => typedValue(column, present.get(column.name), file.format));
    await db.run(`INSERT INTO ${STAGED} SELECT "#file", "#row", ${typed.join(', ')} FROM raw`);
  } catch (error) {
    // DuckDB says where a file stops being CSV, JSON or Parquet; its own faults, the disk's and ours are not the caller's.
    if (!(error instanceof Error) || 'code' in error || OWN_FAULT.test(error.message)) throw error;
    const [reason] = error.message.replaceAll(file.path, 'the file').split('\n');
    return [fileIssue('dataset.file_unreadable', number, `cannot be read as ${file.format}: ${reason}`.slice(0, 300))];
  }
  const staged = await readTable(db, `SELECT count(*)::DOUBLE AS rows FROM ${STAGED} WHERE "#file" = ${number}`, [
    { name: 'rows', type: 'double' },
  ]);
  const rows = staged.columns.get('rows')?.[0] ?? 0;
  return rows === 0 ? [fileIssue('dataset.file_empty', number, 'has no rows; upload at least one')] : [];
}

const OWN_FAULT = /^(Out of Memory|INTERNAL|FATAL|Interrupt)|No space left/i;

function fileIssue(code: `dataset.${string}`, file: number, reason: string): DatasetIssue {
  return { code, count: 0, message: `file ${file} ${reason}`, rows: [] };
}

function compareColumns(present: readonly string[], { columns }: DatasetSchema, file: number): DatasetIssue[] {
  const expected = columns.map(({ name }) => name);
  const missing = expected.filter((name) => !present.includes(name));
  const unknown = present.filter((name) => !expected.includes(name));
  const repeated = present.filter((name, index) => present.indexOf(name) < index);
  return [
    ...(missing.length > 0
      ? [fileIssue('dataset.column_missing', file, `lacks ${listed(missing)} of the schema`)]
      : []),
    ...(unknown.length > 0
      ? [
          fileIssue(
            'dataset.column_unknown',
            file,
            `has ${listed(unknown)}, not in the schema (names are case-sensitive)`,
          ),
        ]
      : []),
    ...(repeated.length > 0
      ? [fileIssue('dataset.column_repeated', file, `has ${listed(repeated)} more than once`)]
      : []),
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `"${name.slice(0, 63)}"`);
  return `column${names.length > 1 ? 's' : ''} ${shown.join(', ')}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`;
}

async function wrongTypes(
  db: DuckDb,
  present: ReadonlyMap<string, string>,
  format: UploadFormat,
  { columns }: DatasetSchema,
  file: number,
): Promise<DatasetIssue[]> {
  const issues: DatasetIssue[] = [];
  for (const column of columns) {
    const type = present.get(column.name) ?? '';
    if (format === 'parquet' && !STORED_TYPES[column.type].test(type)) {
      issues.push(
        fileIssue('dataset.wrong_type', file, `has column "${column.name}" as ${type}; the schema says ${column.type}`),
      );
    }
  }
  if (issues.length > 0) return issues;
  const convertible = columns.filter(({ type }) => type !== 'string');
  const broken = convertible.map((column) => {
    const quoted = quoteIdentifier(column.name);
    return `(${quoted} IS NOT NULL AND ${typedValue(column, present.get(column.name), format)} IS NULL)`;
  });
  const found = await offendingRows(
    db,
    'raw',
    broken.map((condition, index) => ({ condition, columns: [convertible[index]?.name ?? ''] })),
  );
  return found.flatMap(({ count, rows }, index): DatasetIssue[] => {
    const column = convertible[index];
    if (count === 0 || column === undefined) return [];
    const value = String(rows[0]?.values[column.name]).slice(0, 40);
    const message = `${count} values of column "${column.name}" are no ${EXPECTED[column.type]}; first: "${value}" in file ${file}, row ${rows[0]?.row}`;
    return [{ code: 'dataset.wrong_type', count, message, rows }];
  });
}

const EXPECTED: Readonly<Record<Column['type'], string>> = {
  string: 'text',
  timestamp: 'time (2019-12-31 or 2019-12-31T21:00:00Z, years 1 to 9999)',
  double: 'number',
};
