import { InvalidInputError } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { numberColumn, readableColumn, readTable, textColumn } from './columnar-table.ts';
import { keyColumns, keyOrder, valueColumns } from './dataset-columns.ts';
import { SHOWN_ROWS } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import type { DatasetManifest, DatasetPart } from './manifest.ts';
import { type RowRecord, rowRecords } from './row-records.ts';
import { parquetRelation, quoteIdentifier, quoteText } from './sql.ts';

/** A row of one version beside its counterpart in the other. */
export interface RowChange {
  readonly before: RowRecord | null;
  readonly after: RowRecord | null;
}

export interface RowChanges {
  readonly count: number;
  /** The first ten by key. */
  readonly rows: readonly RowChange[];
}

/** What one version of a dataset has that another has not. A row's key is (entity, event_time, knowledge_time). */
export interface VersionDiff {
  /** About events the earlier version knew nothing of. */
  readonly added: RowChanges;
  /** New keys about events it knew: `before` is what a reader would have been given until then, null when nothing. */
  readonly revised: RowChanges;
  /** The same key with other values: history rewritten in place, as only a replacement does. */
  readonly changed: RowChanges;
  /** Keys that are gone. */
  readonly dropped: RowChanges;
  /** Rows that both have. */
  readonly unchanged: number;
}

export interface DiffRequest {
  readonly name: string;
  readonly from: Pick<DatasetManifest, 'schema' | 'parts'>;
  readonly to: Pick<DatasetManifest, 'schema' | 'parts'>;
  /** Parts as files on this machine; asked only for those that are read. */
  files(parts: readonly DatasetPart[]): Promise<readonly string[]>;
}

const KINDS = ['added', 'revised', 'changed', 'dropped'] as const;
type Kind = (typeof KINDS)[number];

/**
 * Compares two versions of a dataset. Parts that both have are the same rows, so they are not compared; of those, only
 * the ones whose event times meet new rows are read, for their keys, to tell a revision from an added row. The cost is
 * linear in the rows of the parts that differ.
 *
 * @throws {InvalidInputError} `dataset.schemas_differ` when the versions do not have the same columns.
 */
export async function diffVersions(db: DuckDb, { name, from, to, files }: DiffRequest): Promise<VersionDiff> {
  requireSameColumns(name, from.schema, to.schema);
  const { schema } = to;
  const isIn = (parts: readonly DatasetPart[]) => {
    const digests = new Set(parts.map(({ sha256 }) => sha256));
    return ({ sha256 }: DatasetPart) => digests.has(sha256);
  };
  const inTo = isIn(to.parts);
  const inFrom = isIn(from.parts);
  const oldFiles = await files(from.parts.filter((part) => !inTo(part)));
  const newFiles = await files(to.parts.filter((part) => !inFrom(part)));
  const oldRows = rowsOf(oldFiles, schema);
  const newRows = rowsOf(newFiles, schema);
  await pairRows(db, schema, oldRows, newRows);
  const shared = await files(await partsAtNewEvents(db, schema, from.parts.filter(inTo)));
  const earlierRows = rowsOf([...oldFiles, ...shared], schema);
  await tellRevisions(db, schema, earlierRows);
  const counts = await countKinds(db);
  const rows = await shownRows(db, schema, { oldRows, newRows, earlierRows });
  await dropTables(db);

  const changes = (kind: Kind): RowChanges => ({ count: counts.get(kind) ?? 0, rows: rows.get(kind) ?? [] });
  const [added, revised, changed, dropped] = [
    changes('added'),
    changes('revised'),
    changes('changed'),
    changes('dropped'),
  ];
  const total = to.parts.reduce((sum, part) => sum + part.rows, 0);
  return { added, revised, changed, dropped, unchanged: total - added.count - revised.count - changed.count };
}

function requireSameColumns(name: string, from: DatasetSchema, to: DatasetSchema): void {
  const described = ({ columns }: DatasetSchema) =>
    columns.map((column) => `${column.name} (${column.role}, ${column.type})`).toSorted();
  const [before, after] = [described(from), described(to)];
  if (before.join() === after.join()) return;
  const other = [
    ...before.filter((column) => !after.includes(column)),
    ...after.filter((column) => !before.includes(column)),
  ];
  throw new InvalidInputError(
    'dataset.schemas_differ',
    `the versions of dataset "${name}" do not have the same columns: ${other.slice(0, 5).join(', ')} in one only; compare versions of one schema`,
  );
}

const SQL_TYPES = { string: 'VARCHAR', timestamp: 'TIMESTAMP', double: 'DOUBLE' } as const;

function rowsOf(files: readonly string[], { columns }: DatasetSchema): string {
  if (files.length > 0) return parquetRelation(files);
  const none = columns.map(({ name, type }) => `NULL::${SQL_TYPES[type]} AS ${quoteIdentifier(name)}`);
  return `(SELECT ${none.join(', ')} WHERE false)`;
}

/** Names of the key's columns, quoted; those of the event alone. */
function keysOf(schema: DatasetSchema) {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const event = [...(entity === undefined ? [] : [entity]), eventTime];
  return { event, key: [...event, knowledgeTime], eventTime, knowledgeTime };
}

const matching = (left: string, right: string, columns: readonly string[]): string =>
  columns.map((column) => `${left}.${column} = ${right}.${column}`).join(' AND ');

/** Table `diff_rows`: the keys of rows that are not the same in both; key columns are never missing. */
async function pairRows(db: DuckDb, schema: DatasetSchema, oldRows: string, newRows: string): Promise<void> {
  const { key, eventTime } = keysOf(schema);
  const values = valueColumns(schema).map(({ name }) => quoteIdentifier(name));
  const differs = values.map((value) => `o.${value} IS DISTINCT FROM n.${value}`).join(' OR ') || 'false';
  await db.run(`CREATE OR REPLACE TEMP TABLE diff_rows AS SELECT * FROM (
    SELECT ${key.map((column) => `coalesce(o.${column}, n.${column}) AS ${column}`).join(', ')},
      CASE WHEN n.${eventTime} IS NULL THEN 'dropped' WHEN o.${eventTime} IS NULL THEN 'new'
        WHEN ${differs} THEN 'changed' ELSE 'same' END AS "#kind"
    FROM ${oldRows} o FULL JOIN ${newRows} n ON ${matching('o', 'n', key)}
  ) WHERE "#kind" <> 'same'`);
}

/** Only a part with event times in the range of the new rows' can hold an event of theirs. */
async function partsAtNewEvents(
  db: DuckDb,
  schema: DatasetSchema,
  parts: readonly DatasetPart[],
): Promise<DatasetPart[]> {
  if (parts.length === 0) return [];
  const { eventTime } = keysOf(schema);
  const range = await readTable(
    db,
    `SELECT epoch_ms(min(${eventTime}))::DOUBLE AS "first", epoch_ms(max(${eventTime}))::DOUBLE AS "last"
     FROM diff_rows WHERE "#kind" = 'new'`,
    [
      { name: 'first', type: 'double' },
      { name: 'last', type: 'double' },
    ],
  );
  const first = numberColumn(range, 'first')[0] ?? Number.NaN;
  const last = numberColumn(range, 'last')[0] ?? Number.NaN;
  return parts.filter((part) => Date.parse(part.maxEventTime) >= first && Date.parse(part.minEventTime) <= last);
}

/** Table `diff_kinds`: what each differing row is. */
async function tellRevisions(db: DuckDb, schema: DatasetSchema, earlierRows: string): Promise<void> {
  const { event, key, eventTime } = keysOf(schema);
  const columns = event.join(', ');
  await db.run(`CREATE OR REPLACE TEMP TABLE diff_kinds AS
    SELECT ${key.map((column) => `d.${column}`).join(', ')},
      CASE WHEN d."#kind" <> 'new' THEN d."#kind" WHEN e.${eventTime} IS NULL THEN 'added' ELSE 'revised' END AS "#kind"
    FROM diff_rows d LEFT JOIN (
      SELECT DISTINCT ${columns} FROM (SELECT ${columns} FROM ${earlierRows})
      SEMI JOIN (SELECT ${columns} FROM diff_rows WHERE "#kind" = 'new') USING (${columns})
    ) e ON ${matching('d', 'e', event)}`);
}

async function countKinds(db: DuckDb): Promise<ReadonlyMap<string, number>> {
  const table = await readTable(
    db,
    `SELECT "#kind" AS kind, count(*)::DOUBLE AS "rows" FROM diff_kinds GROUP BY "#kind"`,
    [
      { name: 'kind', type: 'string' },
      { name: 'rows', type: 'double' },
    ],
  );
  const counts = numberColumn(table, 'rows');
  return new Map(textColumn(table, 'kind').map((kind, index) => [kind ?? '', counts[index] ?? 0]));
}

interface Relations {
  readonly oldRows: string;
  readonly newRows: string;
  /** Of the earlier version, all rows about events of the new ones. */
  readonly earlierRows: string;
}

async function shownRows(
  db: DuckDb,
  schema: DatasetSchema,
  { oldRows, newRows, earlierRows }: Relations,
): Promise<ReadonlyMap<string, readonly RowChange[]>> {
  const { event, key, knowledgeTime } = keysOf(schema);
  const order = keyOrder(keyColumns(schema));
  const firsts = KINDS.map(
    (kind) => `(SELECT * FROM diff_kinds WHERE "#kind" = ${quoteText(kind)} ORDER BY ${order} LIMIT ${SHOWN_ROWS})`,
  );
  await db.run(`CREATE OR REPLACE TEMP TABLE diff_shown AS
    SELECT *, row_number() OVER (ORDER BY ${order}) AS "#shown" FROM (${firsts.join(' UNION ALL ')})`);
  const shown = await readTable(db, `SELECT "#kind" AS kind FROM diff_shown ORDER BY "#shown"`, [
    { name: 'kind', type: 'string' },
  ]);
  const after = await recordsByShown(db, schema, 'n', `${newRows} n JOIN diff_shown s ON ${matching('n', 's', key)}`);
  const before = await recordsByShown(db, schema, 'o', `${oldRows} o JOIN diff_shown s ON ${matching('o', 's', key)}`);
  const revised = await recordsByShown(
    db,
    schema,
    'o',
    `${earlierRows} o JOIN diff_shown s ON ${matching('o', 's', event)} AND o.${knowledgeTime} < s.${knowledgeTime}
     WHERE s."#kind" = 'revised' QUALIFY row_number() OVER (PARTITION BY s."#shown" ORDER BY o.${knowledgeTime} DESC) = 1`,
  );
  const rows = new Map<string, RowChange[]>();
  textColumn(shown, 'kind').forEach((kind, index) => {
    const change = {
      before: before.get(index + 1) ?? revised.get(index + 1) ?? null,
      after: after.get(index + 1) ?? null,
    };
    rows.set(kind ?? '', [...(rows.get(kind ?? '') ?? []), change]);
  });
  return rows;
}

/** Rows of a join with `diff_shown s`, by the number of the row shown that they belong to. */
async function recordsByShown(
  db: DuckDb,
  { columns }: DatasetSchema,
  alias: string,
  joined: string,
): Promise<ReadonlyMap<number, RowRecord>> {
  const table = await readTable(
    db,
    `SELECT "#shown"::DOUBLE AS "#shown", ${columns.map(readableColumn).join(', ')}
     FROM (SELECT s."#shown", ${alias}.* FROM ${joined})`,
    [{ name: '#shown', type: 'double' }, ...columns],
  );
  const shown = numberColumn(table, '#shown');
  return new Map(rowRecords(table, columns).map((record, row) => [shown[row] ?? 0, record]));
}

async function dropTables(db: DuckDb): Promise<void> {
  for (const table of ['diff_rows', 'diff_kinds', 'diff_shown']) await db.run(`DROP TABLE IF EXISTS ${table}`);
}
