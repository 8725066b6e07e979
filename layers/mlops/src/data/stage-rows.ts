import { stat } from 'node:fs/promises';
import type { Column, DatasetSchema } from '@optaic/mlops/registry/records';
import { brokenLines } from './broken-lines.ts';
import { type ColumnarTable, numberColumn, readTable } from './columnar-table.ts';
import type { DatasetIssue } from './dataset-issue.ts';
import { beyondCalendar, createDerivation, derivedColumn, derivedKnowledge } from './derived-knowledge.ts';
import type { DuckDb } from './duckdb.ts';
import { type OffendingRows, offendingRows } from './offending-rows.ts';
import { quoteIdentifier } from './sql.ts';
import { openStagedRows, STAGED, type StagedRows } from './staged-rows.ts';
import {
  fileRelation,
  presentColumns,
  STORED_TYPES,
  textHasOffset,
  typedValue,
  type UploadedFile,
  type UploadFormat,
} from './uploaded-file.ts';
import { loadTable } from './write-table.ts';

/** The most columns that a schema may have, so also a file. */
const COLUMN_LIMIT = 2_000;

/**
 * Reads uploaded files into the relation {@link STAGED}, every value in its schema's type; what cannot be read so is an
 * issue: `dataset.file_empty`, `dataset.file_unreadable`, `dataset.too_many_columns`, `dataset.column_missing`,
 * `dataset.column_unknown`, `dataset.column_repeated`, `dataset.wrong_type`, `dataset.mixed_time_zones`. With issues the
 * relation is not complete. A file is read once, a second time only to name rows that are wrong.
 *
 * Times without an offset are UTC; others are converted. Offsets may differ from value to value, as they do where summer
 * time comes and goes, but a file's column has them in all of its values or in none. A text that is empty in a CSV is
 * missing. Where the schema has a derivation, a file may leave the knowledge times out: they are derived from the event
 * times, and `dataset.event_beyond_calendar` is an event that the rule's calendar does not know.
 */
export async function stageRows(
  db: DuckDb,
  files: readonly UploadedFile[],
  schema: DatasetSchema,
): Promise<DatasetIssue[]> {
  const staged = await openStagedRows(db, schema, stagedColumns(schema));
  if (schema.derivation !== undefined) await createDerivation(db, schema.derivation);
  const issues: DatasetIssue[] = [];
  for (const [index, file] of files.entries())
    issues.push(...(await stageFile(db, file, { number: index + 1, schema, staged })));
  return issues;
}

/** Fills the relation {@link STAGED} from columns in memory. */
export async function stageTable(db: DuckDb, table: ColumnarTable, schema: DatasetSchema): Promise<void> {
  const staged = await openStagedRows(db, schema, stagedColumns(schema));
  const columns = schema.columns.map(({ name }) => [quoteIdentifier(name), quoteIdentifier(name)] as const);
  const numbers = [['"#file"', '1'] as const, ['"#row"', 'row_number() OVER ()'] as const];
  await staged.add([...numbers, ...columns], await loadTable(db, table, schema));
}

/** Beside the rows: whether a value could not be read, and for each time whether it has an offset; NULL without a value. */
function stagedColumns(schema: DatasetSchema): string[] {
  const columns = schema.columns.map(({ name, type }) => `${quoteIdentifier(name)} ${SQL_TYPES[type]}`);
  const offsets = timeColumns(schema).map((_, index) => `"#offset${index}" BOOLEAN`);
  return ['"#file" INTEGER', '"#row" BIGINT', ...columns, '"#broken" BOOLEAN', ...offsets];
}

const SQL_TYPES: Readonly<Record<Column['type'], string>> = {
  string: 'VARCHAR',
  timestamp: 'TIMESTAMP',
  double: 'DOUBLE',
};

function timeColumns({ columns }: DatasetSchema): Column[] {
  return columns.filter(({ type }) => type === 'timestamp');
}

/** A file whose columns are the schema's, but for one that is derived. */
interface RawFile {
  readonly number: number;
  readonly format: UploadFormat;
  /** Of the columns in the file. */
  readonly schema: DatasetSchema;
  /** Types as DuckDB sees them, by name. */
  readonly present: ReadonlyMap<string, string>;
  /** The knowledge time's column, when it is derived. */
  readonly derived: Column | undefined;
}

async function stageFile(
  db: DuckDb,
  file: UploadedFile,
  { number, schema, staged }: { number: number; schema: DatasetSchema; staged: StagedRows },
): Promise<DatasetIssue[]> {
  if ((await stat(file.path)).size === 0) {
    return [fileIssue('dataset.file_empty', number, 'is empty; upload at least one row')];
  }
  let names: readonly string[] = [];
  try {
    const found = await presentColumns(db, file);
    if (found.length === 0) return [fileIssue('dataset.file_empty', number, 'has no rows; upload at least one')];
    names = found.map(([name]) => name);
    const derived = derivedColumn(schema, names);
    const arriving = { ...schema, columns: schema.columns.filter((column) => column !== derived) };
    const raw: RawFile = { number, format: file.format, schema: arriving, present: new Map(found), derived };
    const columnIssues = [...compareColumns(names, arriving, number), ...wrongColumnTypes(raw)];
    if (columnIssues.length > 0) return columnIssues;
    await db.run(`CREATE OR REPLACE TEMP VIEW raw AS SELECT ${number} AS "#file", row_number() OVER () AS "#row", *
      FROM ${fileRelation(file, names)}`);
    return await stageValues(db, raw, staged);
  } catch (error) {
    // DuckDB says where a file stops being CSV, JSON or Parquet; its own faults, the disk's and ours are not the caller's.
    if (!(error instanceof Error) || 'code' in error || OWN_FAULT.test(error.message)) throw error;
    return [await unreadable(db, file, { number, names, error })];
  }
}

async function unreadable(
  db: DuckDb,
  { path, format }: UploadedFile,
  { number, names, error }: { number: number; names: readonly string[]; error: Error },
): Promise<DatasetIssue> {
  const broken = format === 'csv' && names.length > 0 && (await brokenLines(db, { path, names, file: number }));
  const [said] = error.message.replaceAll(path, 'the file').split('\n');
  const reason = broken
    ? `${broken.reason} Line ${(broken.rows[0]?.row ?? 0) + 1}: ${broken.rows[0]?.values.line}`
    : said;
  const issue = fileIssue('dataset.file_unreadable', number, `cannot be read as ${format}: ${reason}`.slice(0, 300));
  return broken ? { ...issue, count: broken.count, rows: broken.rows } : issue;
}

async function stageValues(db: DuckDb, raw: RawFile, staged: StagedRows): Promise<DatasetIssue[]> {
  const { number, schema } = raw;
  const broken = convertible(schema).map((column) => isBroken(column, raw));
  const offsets = timeColumns(schema).map((column) => hasOffset(column, raw));
  const knowledge = raw.derived && derivedKnowledge(raw.derived, schema, (column) => typedOf(column, raw));
  const values: readonly (readonly [column: string, value: string])[] = [
    ['"#file"', '"#file"'],
    ['"#row"', '"#row"'],
    ...schema.columns.map((column) => [quoteIdentifier(column.name), typedOf(column, raw)] as const),
    ...(knowledge === undefined ? [] : [[knowledge.column, knowledge.value] as const]),
    ['"#broken"', broken.join(' OR ')],
    ...offsets.map((offset, index) => [`"#offset${index}"`, offset] as const),
  ];
  await staged.add(values, `raw ${knowledge?.join ?? ''}`);

  const mixed = offsets.map((_, index) => `bool_or("#offset${index}") AND NOT bool_and("#offset${index}")`);
  const expressions = ['count(*)', '(bool_or("#broken"))::INTEGER', ...mixed.map((both) => `(${both})::INTEGER`)];
  const names = expressions.map((_, index) => `n${index}`);
  const table = await readTable(
    db,
    `SELECT ${expressions.map((expression, index) => `(${expression})::DOUBLE AS n${index}`).join(', ')}
     FROM ${STAGED} WHERE "#file" = ${number}`,
    names.map((name) => ({ name, type: 'double' })),
  );
  const [rows, isAnyBroken, ...isMixed] = names.map((name) => numberColumn(table, name)[0]);
  if (rows === 0) return [fileIssue('dataset.file_empty', number, 'has no rows; upload at least one')];
  const mixedColumns = timeColumns(schema).filter((_, index) => isMixed[index] === 1);
  return [
    ...(isAnyBroken === 1 ? await wrongTypes(db, raw) : []),
    ...(mixedColumns.length > 0 ? await mixedTimeZones(db, raw, mixedColumns) : []),
    ...(knowledge === undefined ? [] : await beyondCalendar(db, { relation: STAGED, file: number, schema, knowledge })),
  ];
}

const OWN_FAULT = /^(Out of Memory|INTERNAL|FATAL|Interrupt)|No space left/i;

function fileIssue(code: `dataset.${string}`, file: number, reason: string): DatasetIssue {
  return { code, count: 0, message: `file ${file} ${reason}`, rows: [] };
}

function compareColumns(present: readonly string[], { columns }: DatasetSchema, file: number): DatasetIssue[] {
  if (present.length > COLUMN_LIMIT) {
    const reason = `has ${present.length} columns; the limit is ${COLUMN_LIMIT}, so divide it over several datasets`;
    return [fileIssue('dataset.too_many_columns', file, reason)];
  }
  const expected = new Set(columns.map(({ name }) => name));
  const found = new Set(present);
  const missing = [...expected].filter((name) => !found.has(name));
  const unknown = [...found].filter((name) => !expected.has(name));
  const repeated = found.size === present.length ? [] : present.filter((name, index) => present.indexOf(name) < index);
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

function wrongColumnTypes({ number, format, schema, present }: RawFile): DatasetIssue[] {
  if (format !== 'parquet') return [];
  return schema.columns.flatMap(({ name, type }) => {
    const stored = present.get(name) ?? '';
    if (stored === '' || STORED_TYPES[type].test(stored)) return [];
    return [fileIssue('dataset.wrong_type', number, `has column "${name}" as ${stored}; the schema says ${type}`)];
  });
}

async function wrongTypes(db: DuckDb, raw: RawFile): Promise<DatasetIssue[]> {
  const columns = convertible(raw.schema);
  return issuesOf(
    await offendingRows(
      db,
      'raw',
      columns.map((column) => ({ condition: isBroken(column, raw), columns: [column.name] })),
    ),
    (index, { count, rows }) => {
      const { name, type } = columns[index] ?? UNNAMED;
      const first = `first: "${shown(rows[0]?.values[name])}" in file ${raw.number}, row ${rows[0]?.row}`;
      return {
        code: 'dataset.wrong_type',
        message: `${count} values of column "${name}" are no ${EXPECTED[type]}; ${first}`,
      };
    },
  );
}

/** Names the values without an offset where others have one: which zone is theirs is not to be known. */
async function mixedTimeZones(db: DuckDb, raw: RawFile, columns: readonly Column[]): Promise<DatasetIssue[]> {
  return issuesOf(
    await offendingRows(
      db,
      'raw',
      columns.map((column) => ({ condition: `NOT (${hasOffset(column, raw)})`, columns: [column.name] })),
    ),
    (index, { count, rows }) => {
      const { name } = columns[index] ?? UNNAMED;
      const first = `first: "${shown(rows[0]?.values[name])}" in file ${raw.number}, row ${rows[0]?.row}`;
      return {
        code: 'dataset.mixed_time_zones',
        message: `${count} values of column "${name}" have no offset, others have one; write it in all of them (Z is UTC) or in none; ${first}`,
      };
    },
  );
}

const UNNAMED = { name: '', type: 'string' } as const;

function issuesOf(
  found: readonly OffendingRows[],
  describe: (index: number, found: OffendingRows) => Pick<DatasetIssue, 'code' | 'message'>,
): DatasetIssue[] {
  return found.flatMap((offending, index) =>
    offending.count === 0 ? [] : [{ ...describe(index, offending), ...offending }],
  );
}

function shown(value: string | null | undefined): string {
  return String(value).slice(0, 40);
}

function convertible({ columns }: DatasetSchema): Column[] {
  return columns.filter(({ type }) => type !== 'string');
}

function typedOf(column: Column, { present, format }: RawFile): string {
  return typedValue(column, present.get(column.name), format);
}

function isBroken(column: Column, raw: RawFile): string {
  return `(${quoteIdentifier(column.name)} IS NOT NULL AND ${typedOf(column, raw)} IS NULL)`;
}

/** Whether a text has an offset or a zone behind its time of day; NULL without a value. Parquet says it by its type. */
function hasOffset({ name }: Column, { format }: RawFile): string {
  if (format === 'parquet') return 'NULL::BOOLEAN';
  return textHasOffset(quoteIdentifier(name));
}

const EXPECTED: Readonly<Record<Column['type'], string>> = {
  string: 'text',
  timestamp: 'time (2019-12-31 or 2019-12-31T21:00:00Z, years 1 to 9999)',
  double: 'number',
};
