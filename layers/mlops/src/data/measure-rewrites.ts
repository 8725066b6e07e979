import type { Rewrites } from '@optaic/mlops/activity';
import type { Instant } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { numberColumn, readTable } from './columnar-table.ts';
import { keyColumns, valueColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, quoteIdentifier, timestampLiteral } from './sql.ts';

export interface RewritingWrite {
  readonly schema: DatasetSchema;
  /** The high-water mark of the version before: what a reader could have read as of then is history. */
  readonly highWaterMark: Instant;
  /** Of the version before: for a replacement all of its files, else those whose events the new rows meet. */
  readonly before: readonly string[];
  /** What the write brings, at least one file. */
  readonly added: readonly string[];
  /** Whether the files before are gone, or stay beside the new ones. */
  readonly isReplacement: boolean;
}

/**
 * Counts what a write does to rows known by the high-water mark: `added` rows about events that were unknown, `revised`
 * ones (other values under the same key, or another revision of a known event), `dropped` keys. The cost is a join by key
 * of the rows on both sides.
 */
export async function measureRewrites(db: DuckDb, write: RewritingWrite): Promise<Rewrites> {
  const { schema, highWaterMark, before, added, isReplacement } = write;
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const event = [...(entity === undefined ? [] : [entity]), eventTime].join(', ');
  const key = `${event}, ${knowledgeTime}`;
  const rewriting = `(SELECT * FROM ${parquetRelation(added)} WHERE ${knowledgeTime} <= ${timestampLiteral(highWaterMark)})`;
  const isChanged = valueColumns(schema).map(({ name }) => {
    const value = quoteIdentifier(name);
    return `n.${value} IS DISTINCT FROM o.${value}`;
  });

  if (before.length === 0) return { added: await count(db, rewriting), revised: 0, dropped: 0 };
  const old = parquetRelation(before);
  const unseen = await count(db, `(SELECT 1 FROM ${rewriting} n ANTI JOIN ${old} o USING (${key}))`);
  const ofUnknownEvents = await count(db, `(SELECT 1 FROM ${rewriting} n ANTI JOIN ${old} o USING (${event}))`);
  const revisions = unseen - ofUnknownEvents;
  if (!isReplacement) return { added: ofUnknownEvents, revised: revisions, dropped: 0 };
  const changed = await count(
    db,
    `(SELECT 1 FROM ${rewriting} n JOIN ${old} o USING (${key}) WHERE ${isChanged.join(' OR ') || 'false'})`,
  );
  const dropped = await count(db, `(SELECT 1 FROM ${old} o ANTI JOIN ${rewriting} n USING (${key}))`);
  return { added: ofUnknownEvents, revised: revisions + changed, dropped };
}

async function count(db: DuckDb, relation: string): Promise<number> {
  const table = await readTable(db, `SELECT count(*)::DOUBLE AS rows FROM ${relation}`, [
    { name: 'rows', type: 'double' },
  ]);
  return numberColumn(table, 'rows')[0] ?? 0;
}
