import { join } from 'node:path';
import { IntegrityError } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { numberColumn, readTable, textColumn } from './columnar-table.ts';
import { type KeyColumns, keyColumns, keyOrder } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { instantAt, type TimeBounds } from './manifest.ts';
import { parquetRelation, quoteIdentifier, quoteText } from './sql.ts';

/** A row group has so many rows, fewer where rows are wide: what one thread holds while it writes or reads. */
export const ROW_GROUP_ROWS = 122_880;
const ROW_GROUP_CELLS = 2_457_600;
const ROW_GROUPS_A_PART = 16;
const PART_CELLS = ROW_GROUP_CELLS * ROW_GROUPS_A_PART;
/** DuckDB's vector; a row group is whole ones. */
const VECTOR_ROWS = 2_048;

/** One Parquet file of a write. */
export interface WrittenPart {
  readonly path: string;
  readonly rows: number;
  readonly bounds: TimeBounds;
}

export interface PartsWrite {
  /** SQL of the rows: the schema's columns in their types, no key missing, none twice. */
  readonly relation: string;
  readonly schema: DatasetSchema;
  /** An existing folder; the files are `part-00000.parquet` and on. */
  readonly directory: string;
  /** The most rows of one part. @default {@link partRowLimit} */
  readonly partRows?: number;
}

/** The most rows of a part: 1,966,080 up to 20 columns, fewer where rows are wider, so that a part is some 300 MB in memory. */
export function partRowLimit({ columns }: Pick<DatasetSchema, 'columns'>): number {
  const rows = rowGroupRows(columns.length);
  const groups = Math.floor(PART_CELLS / columns.length / rows);
  return rows * Math.min(ROW_GROUPS_A_PART, Math.max(1, groups));
}

/** Rows of a row group: 122,880 up to 20 columns, fewer where rows are wider. */
export function rowGroupRows(columns: number): number {
  const vectors = Math.floor(ROW_GROUP_CELLS / columns / VECTOR_ROWS);
  return Math.min(ROW_GROUP_ROWS, Math.max(1, vectors) * VECTOR_ROWS);
}

/**
 * Writes rows as a dataset's Parquet parts: zstd, each sorted by (entity, event_time, knowledge_time), of about equal
 * size, the keys of a part all after those of the part before, so that the least and greatest keys of parts and row
 * groups say which of them a read needs.
 *
 * Which row is in which part follows from the rows alone, not from threads or memory: a write that is tried again makes
 * the same parts. Rows are sorted one part at a time, so memory is a part's, whatever their number.
 *
 * @returns The parts in the order of their keys; none when there are no rows.
 * @throws {IntegrityError} `dataset.parts_incomplete` when rows lack a key, so that no part takes them.
 */
export async function writeParts(
  db: DuckDb,
  { relation, schema, directory, partRows = partRowLimit(schema) }: PartsWrite,
): Promise<WrittenPart[]> {
  const keys = keyColumns(schema);
  const columns = schema.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const rows = await countRows(db, relation);
  const count = Math.ceil(rows / partRows);
  const cuts = count <= 1 ? [] : await cutKeys(db, { relation, keys, every: Math.ceil(rows / count) });

  const parts: WrittenPart[] = [];
  for (let part = 0; part < count; part++) {
    const path = join(directory, `part-${String(part).padStart(5, '0')}.parquet`);
    await db.run(`COPY (SELECT ${columns} FROM ${relation} WHERE ${between(cuts[part - 1], cuts[part])}
      ORDER BY ${keyOrder(keys)}) TO ${quoteText(path)}
      (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroupRows(schema.columns.length)})`);
    parts.push(await describePart(db, path, keys));
  }
  const written = parts.reduce((sum, part) => sum + part.rows, 0);
  if (written === rows) return parts;
  throw new IntegrityError('dataset.parts_incomplete', `of ${rows} rows ${written} have a key and a part`);
}

/** Of keys, those from which on a part begins: as conditions on a row. */
interface Cut {
  readonly isBefore: string;
  readonly isFrom: string;
}

function between(first: Cut | undefined, next: Cut | undefined): string {
  const conditions = [...(first === undefined ? [] : [first.isFrom]), ...(next === undefined ? [] : [next.isBefore])];
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/** The keys of the rows at every `every`-th place in their order. Only the rows of the entities there are sorted. */
async function cutKeys(
  db: DuckDb,
  { relation, keys, every }: { relation: string; keys: KeyColumns; every: number },
): Promise<Cut[]> {
  const { entity = "''", eventTime, knowledgeTime } = keys;
  const table = await readTable(
    db,
    `WITH counted AS (SELECT ${entity} AS entity, count(*) AS own FROM ${relation} GROUP BY ALL),
       spans AS (SELECT entity, own, sum(own) OVER (ORDER BY entity)::BIGINT - own AS before FROM counted),
       cut AS (SELECT entity, before FROM spans WHERE before + own > (before + ${every - 1}) // ${every} * ${every}),
       keyed AS (SELECT ${entity} AS entity, ${eventTime} AS event, ${knowledgeTime} AS known FROM ${relation}),
       placed AS (SELECT entity, event, known,
         before + row_number() OVER (PARTITION BY entity ORDER BY event, known) - 1 AS place
         FROM keyed JOIN cut USING (entity))
     SELECT entity, epoch_us(event)::VARCHAR AS event, epoch_us(known)::VARCHAR AS known FROM placed
     WHERE place > 0 AND place % ${every} = 0 ORDER BY place`,
    ['entity', 'event', 'known'].map((name) => ({ name, type: 'string' })),
  );
  const [entities, events, knowns] = ['entity', 'event', 'known'].map((name) => textColumn(table, name));
  return Array.from({ length: table.rows }, (_, index) => {
    const event = `make_timestamp(${events?.[index]}::BIGINT)`;
    const known = `make_timestamp(${knowns?.[index]}::BIGINT)`;
    const compare = (sign: '<' | '>', knownSign: string) => {
      const byTime = `${eventTime} ${sign} ${event} OR (${eventTime} = ${event} AND ${knowledgeTime} ${knownSign} ${known})`;
      if (keys.entity === undefined) return `(${byTime})`;
      const value = quoteText(entities?.[index] ?? '');
      // The first comparison says nothing new; it lets row groups be skipped.
      return `(${keys.entity} ${sign}= ${value} AND (${keys.entity} ${sign} ${value} OR ${byTime}))`;
    };
    return { isBefore: compare('<', '<'), isFrom: compare('>', '>=') };
  });
}

async function countRows(db: DuckDb, relation: string): Promise<number> {
  const table = await readTable(db, `SELECT count(*)::DOUBLE AS rows FROM ${relation}`, [
    { name: 'rows', type: 'double' },
  ]);
  return numberColumn(table, 'rows')[0] ?? 0;
}

async function describePart(db: DuckDb, path: string, { eventTime, knowledgeTime }: KeyColumns): Promise<WrittenPart> {
  const expressions = {
    rows: 'count(*)',
    minEvent: `epoch_ms(min(${eventTime}))`,
    maxEvent: `epoch_ms(max(${eventTime}))`,
    minKnown: `epoch_ms(min(${knowledgeTime}))`,
    maxKnown: `epoch_ms(max(${knowledgeTime}))`,
  };
  const table = await readTable(
    db,
    `SELECT ${Object.entries(expressions)
      .map(([name, expression]) => `(${expression})::DOUBLE AS ${name}`)
      .join(', ')} FROM ${parquetRelation([path])}`,
    Object.keys(expressions).map((name) => ({ name, type: 'double' })),
  );
  const value = (name: keyof typeof expressions) => numberColumn(table, name)[0] ?? 0;
  return {
    path,
    rows: value('rows'),
    bounds: {
      minEventTime: instantAt(value('minEvent')),
      maxEventTime: instantAt(value('maxEvent')),
      minKnowledgeTime: instantAt(value('minKnown')),
      maxKnowledgeTime: instantAt(value('maxKnown')),
    },
  };
}
