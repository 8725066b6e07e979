import type { Instant } from '@optaic/mlops/base';
import type { DatasetFiles } from './dataset-columns.ts';
import { type DecisiveDays, decisiveDays } from './decisive-days.ts';
import type { DuckDb } from './duckdb.ts';
import { rowKeeper } from './row-keeper.ts';
import { type RowQuery, type RowSource, rowSource } from './row-source.ts';
import { createTable } from './write-table.ts';

/** Spans of time (after, until], ascending, none overlapping another; microseconds since the epoch. Shape (spans,). */
export interface TimeSpans {
  readonly after: Float64Array;
  readonly until: Float64Array;
}

export interface LatestRowsRequest {
  readonly dataset: DatasetFiles;
  /** Value columns of type double. */
  readonly columns: readonly string[];
  /** Index by entity, 0, 1, 2, …; for a series without entity, one of any name. */
  readonly entities: ReadonlyMap<string, number>;
  readonly spans: TimeSpans;
  /** Which of its times says to which span a row belongs. */
  readonly spanOf: 'event_time' | 'knowledge_time';
  /** Rows known later do not exist. */
  readonly asOf: Instant;
}

/**
 * The latest row of each (entity, span): the greatest event time, then its latest revision. Cell (entity, span) is at
 * entity × spans + span.
 */
export interface LatestRows {
  /** Shape (cells,); microseconds since the epoch, −Infinity where there is no row. */
  readonly eventTime: Float64Array;
  readonly knowledgeTime: Float64Array;
  /** By column, each of shape (cells,): rounded to float32, zero without a sign; NaN where there is no row or no value. */
  readonly values: readonly Float32Array[];
}

/**
 * Reads the latest row of each (entity, span) in one pass over the columns, whatever the order of the rows.
 *
 * DuckDB decodes, several threads wide; this keeps, of the rows that fall into a cell, the greatest by
 * (event time, knowledge time). It takes a maximum and adds nothing up, so that neither the number of threads nor the
 * order in which rows come can change it; and it holds the cells only, however many rows there are.
 *
 * Of a history with many rows a cell only those of its {@link decisiveDays} are read at first, and the others for the
 * entities that these do not decide.
 */
export async function latestRows(db: DuckDb, request: LatestRowsRequest): Promise<LatestRows> {
  const { entities, spans, columns } = request;
  const cells = Math.max(1, entities.size) * spans.until.length;
  const latest = {
    eventTime: new Float64Array(cells).fill(Number.NEGATIVE_INFINITY),
    knowledgeTime: new Float64Array(cells).fill(Number.NEGATIVE_INFINITY),
    values: columns.map(() => new Float32Array(cells).fill(Number.NaN)),
  };
  const source = await rowSource(db, request);
  const keepRows = async (query: RowQuery) => {
    const keep = rowKeeper(latest, query, request);
    for await (const chunk of db.chunks(query.sql)) keep(chunk);
  };
  const decisive = isDense(source, cells) && request.spanOf === 'knowledge_time' ? decisiveDays(spans) : undefined;
  if (decisive === undefined || source.where === undefined) {
    await keepRows(source.all);
    return latest;
  }
  await createTable(db, DAYS, [{ name: '#day', values: decisive.days }]);
  await keepRows(await collected(db, source.where(onDays(source))));
  const undecided = undecidedEntities(latest, decisive, entities);
  if (undecided.length > 0) {
    await createTable(db, UNDECIDED, [{ name: '#entity', values: undecided }]);
    const isUndecided = `r.${source.keys.entity} IN (SELECT "#entity" FROM ${UNDECIDED})`;
    await keepRows(source.where(`NOT ${onDays(source)} AND ${isUndecided}`));
  }
  return latest;
}

const DAYS = 'decisive_days';
const UNDECIDED = 'undecided_entities';
/** Below so many rows a cell a second look costs more than the first one saves. */
const DENSE_ROWS = 4;

function isDense({ all }: RowSource, cells: number): boolean {
  return all.entityBy === 'counted' && (all.runs.end.at(-1) ?? 0) >= DENSE_ROWS * cells;
}

/** Rows known on a decisive day; and those that could be about a time after they were known. */
function onDays({ keys: { eventTime, knowledgeTime } }: RowSource): string {
  return `(r.${knowledgeTime}::DATE IN (SELECT DATE '1970-01-01' + "#day"::INTEGER FROM ${DAYS})
    OR coalesce(r.${eventTime} > r.${knowledgeTime}, true))`;
}

/** Few rows out of many come in few chunks only when they are collected first. */
async function collected(db: DuckDb, query: RowQuery): Promise<RowQuery> {
  await db.run(`CREATE OR REPLACE TEMP TABLE decisive_rows AS ${query.sql}`);
  return { ...query, sql: 'FROM decisive_rows' };
}

/** Entities with a cell whose row a left-out one might beat. */
function undecidedEntities(
  { eventTime }: LatestRows,
  { others }: DecisiveDays,
  entities: ReadonlyMap<string, number>,
): string[] {
  return [...entities].flatMap(([entity, index]) => {
    const first = index * others.length;
    return others.some((time, span) => Number.isFinite(time) && eventTime[first + span] <= time) ? [entity] : [];
  });
}
