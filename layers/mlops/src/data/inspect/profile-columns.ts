import type { Column } from '@optaic/mlops/registry/records';
import { numberColumn, readTable, textColumn } from '../columnar-table.ts';
import type { DuckDb } from '../duckdb.ts';
import { quoteIdentifier, quoteText } from '../sql.ts';
import { fileRelation, STORED_TYPES, typedValue, type UploadedFile } from '../uploaded-file.ts';
import { DATE_SHAPES, type DateShape, shapedTime } from './date-shapes.ts';

/** What one column of a file holds. */
export interface ColumnProfile {
  readonly name: string;
  /** As the file has it: `text` in CSV and NDJSON, else its Parquet type. */
  readonly storedType: string;
  readonly type: Column['type'];
  /** Dates in a shape that an upload does not read. */
  readonly dateShape?: string;
  /** Another shape that every value fits as well: which one is meant cannot be told. */
  readonly otherShape?: string;
  readonly present: number;
  readonly missing: number;
  /** missing / rows, in [0, 1]. */
  readonly missingShare: number;
  /** Distinct values, about. */
  readonly distinct: number;
  /** Times as UTC instants; null without a value, and for texts longer than 40 characters cut. */
  readonly minimum: string | number | null;
  readonly maximum: string | number | null;
  /** Words that stand for a missing value, such as NA; an upload wants nothing there. */
  readonly placeholders: number;
  /** Values that are neither placeholders nor of the column's type. */
  readonly unreadable: number;
  readonly unreadableExample: string | null;
}

/** A profile with the SQL of the column's value in its type, over the relation of the file's rows. */
export interface ProfiledColumn extends ColumnProfile {
  readonly value: string;
}

/** Columns a query: each has about ten aggregates. */
const BATCH_COLUMNS = 100;
const SAMPLE_ROWS = 2_000;
/** The share of a column's values that decides its type; the rest is named. */
const DECISIVE_SHARE = 0.9;
const PLACEHOLDERS = ['NA', 'N/A', '#N/A', 'NULL', 'None', 'nil', 'missing', '-', '.', '?'];
const EXAMPLE_CHARACTERS = 40;

/** Profiles every column of a file: a sample of its rows decides the types, one pass over all of them measures. */
export async function profileColumns(
  db: DuckDb,
  file: UploadedFile,
  present: readonly (readonly [name: string, type: string])[],
): Promise<ProfiledColumn[]> {
  const relation = fileRelation(
    file,
    present.map(([name]) => name),
  );
  const profiles: ProfiledColumn[] = [];
  for (let start = 0; start < present.length; start += BATCH_COLUMNS) {
    const batch = present.slice(start, start + BATCH_COLUMNS);
    const readings = await chooseReadings(db, file, relation, batch);
    profiles.push(...(await measure(db, relation, readings)));
  }
  return profiles;
}

/** How a column's values are read. */
interface Reading {
  readonly name: string;
  readonly storedType: string;
  readonly type: Column['type'];
  readonly value: string;
  readonly shape?: DateShape;
  readonly otherShape?: DateShape;
}

async function chooseReadings(
  db: DuckDb,
  file: UploadedFile,
  relation: string,
  columns: readonly (readonly [name: string, type: string])[],
): Promise<Reading[]> {
  const sample = `(SELECT * FROM ${relation} LIMIT ${SAMPLE_ROWS})`;
  const candidates = columns.map(([name, type]) => candidatesOf(file, name, type));
  const expressions = candidates.flatMap((readings) => readings.map(({ value }) => `count(${value})::DOUBLE`));
  const counts = columns.map(([name]) => `count(${present(name)})::DOUBLE`);
  const [fits, presents] = [await readNumbers(db, sample, expressions), await readNumbers(db, sample, counts)];
  let next = 0;
  return candidates.map((readings, column) => {
    const values = presents[column] ?? 0;
    const fitting = readings.filter(() => (fits[next++] ?? 0) >= DECISIVE_SHARE * Math.max(values, 1));
    const text = readings.at(-1);
    if (text === undefined) throw new TypeError(`column ${column} has no reading; a text fits always`);
    // A column without a single value may be anything: numbers can be missing.
    if (values === 0) return { ...text, type: 'double', value: `TRY_CAST(${quoteIdentifier(text.name)} AS DOUBLE)` };
    const [first = text] = fitting;
    const other = fitting.find(({ shape }) => shape !== undefined && shape !== first.shape)?.shape;
    return first.shape === undefined || other === undefined ? first : { ...first, otherShape: other };
  });
}

/** The ways a column could be read, the most specific first, a text last. */
function candidatesOf({ format }: UploadedFile, name: string, storedType: string): Reading[] {
  const column = (type: Column['type']): Column => ({ name, role: 'value', type, nullable: true });
  const described = { name, storedType: format === 'parquet' ? storedType : 'text' };
  const reading = (type: Column['type'], value: string): Reading => ({ ...described, type, value });
  const quoted = quoteIdentifier(name);
  const text = reading('string', `${quoted}::VARCHAR`);
  const compact = DATE_SHAPES[0];
  // An 8-digit number between 1900 and 2100 is a date before it is a number.
  const digits = `CASE WHEN regexp_matches(${quoted}::VARCHAR, '^(19|20)[0-9]{6}$') THEN ${quoted}::VARCHAR END`;
  const asCompact =
    compact === undefined ? [] : [{ ...reading('timestamp', shapedTime(digits, compact)), shape: compact }];
  if (format === 'parquet' && STORED_TYPES.timestamp.test(storedType)) {
    return [reading('timestamp', typedValue(column('timestamp'), storedType, format)), text];
  }
  if (format === 'parquet' && STORED_TYPES.double.test(storedType)) {
    return [...asCompact, reading('double', typedValue(column('double'), storedType, format)), text];
  }
  return [
    // As an upload reads a text; in a Parquet file it would have to be stored as a time.
    reading('timestamp', typedValue(column('timestamp'), storedType, 'csv')),
    ...asCompact,
    reading('double', `TRY_CAST(${present(name)} AS DOUBLE)`),
    ...DATE_SHAPES.slice(1).map((shape) => ({
      ...reading('timestamp', shapedTime(`${quoted}::VARCHAR`, shape)),
      shape,
    })),
    text,
  ];
}

/** SQL of a column's text; NULL where it is missing or a word for that. */
function present(name: string): string {
  const text = `${quoteIdentifier(name)}::VARCHAR`;
  return `CASE WHEN ${text} NOT IN ('', ${PLACEHOLDERS.map(quoteText).join(', ')}) THEN ${text} END`;
}

async function measure(db: DuckDb, relation: string, readings: readonly Reading[]): Promise<ProfiledColumn[]> {
  const numbers = readings.flatMap(({ name, type, value }) => {
    const stored = quoteIdentifier(name);
    const bound = (which: 'min' | 'max') => {
      if (type === 'string') return 'NULL::DOUBLE';
      return `${which}(${type === 'timestamp' ? `epoch_ms(${value})` : value})::DOUBLE`;
    };
    const broken = `${present(name)} IS NOT NULL AND ${value} IS NULL`;
    return [
      'count(*)::DOUBLE',
      `count(${stored})::DOUBLE`,
      `count(${present(name)})::DOUBLE`,
      `(count(*) FILTER (WHERE ${broken}))::DOUBLE`,
      `approx_count_distinct(${value})::DOUBLE`,
      bound('min'),
      bound('max'),
    ];
  });
  const texts = readings.flatMap(({ name, type, value }) => [
    type === 'string' ? `min(${value})` : 'NULL::VARCHAR',
    type === 'string' ? `max(${value})` : 'NULL::VARCHAR',
    `min(${quoteIdentifier(name)}::VARCHAR) FILTER (WHERE ${present(name)} IS NOT NULL AND ${value} IS NULL)`,
  ]);
  const { numbers: measured, texts: worded } = await readRow(db, relation, numbers, texts);
  return readings.map((reading, index) => {
    const at = (offset: number) => measured[index * 7 + offset] ?? 0;
    const [minimumText, maximumText, example] = worded.slice(index * 3, index * 3 + 3);
    const rows = at(0);
    const isText = reading.type === 'string';
    const missing = rows - (isText ? at(1) : at(2));
    return {
      ...describe(reading),
      present: rows - missing,
      missing,
      missingShare: rows === 0 ? 0 : missing / rows,
      distinct: at(4),
      minimum: isText ? (minimumText ?? null) : boundOf(reading.type, at(5)),
      maximum: isText ? (maximumText ?? null) : boundOf(reading.type, at(6)),
      placeholders: isText ? 0 : at(1) - at(2),
      unreadable: at(3),
      unreadableExample: example ?? null,
    };
  });
}

function describe({ name, storedType, type, value, shape, otherShape }: Reading) {
  return {
    name,
    storedType,
    type,
    value,
    ...(shape === undefined ? {} : { dateShape: shape.name }),
    ...(otherShape === undefined ? {} : { otherShape: otherShape.name }),
  };
}

function boundOf(type: Column['type'], value: number): string | number | null {
  if (Number.isNaN(value)) return null;
  return type === 'timestamp' ? new Date(value).toISOString() : value;
}

async function readNumbers(db: DuckDb, relation: string, expressions: readonly string[]): Promise<number[]> {
  const { numbers } = await readRow(db, relation, expressions, []);
  return numbers;
}

/** One row of numbers, NaN where there is none, and of texts, cut to what is shown. */
async function readRow(
  db: DuckDb,
  relation: string,
  numbers: readonly string[],
  texts: readonly string[],
): Promise<{ numbers: number[]; texts: (string | null)[] }> {
  const columns = [
    ...numbers.map((expression, index) => ({ name: `n${index}`, type: 'double' as const, sql: expression })),
    ...texts.map((expression, index) => ({
      name: `t${index}`,
      type: 'string' as const,
      sql: `(${expression})[:${EXAMPLE_CHARACTERS}]`,
    })),
  ];
  const table = await readTable(
    db,
    `SELECT ${columns.map(({ name, sql }) => `${sql} AS ${name}`).join(', ')} FROM ${relation}`,
    columns,
  );
  return {
    numbers: numbers.map((_, index) => numberColumn(table, `n${index}`)[0] ?? Number.NaN),
    texts: texts.map((_, index) => textColumn(table, `t${index}`)[0] ?? null),
  };
}
