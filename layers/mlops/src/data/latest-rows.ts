import type { Instant } from '@optaic/mlops/base';
import type { DatasetFiles } from './dataset-columns.ts';
import { doubleColumn, giveBack } from './double-columns.ts';
import type { DuckDBDataChunk, DuckDb } from './duckdb.ts';
import type { EntityRuns } from './entity-runs.ts';
import { rowSource } from './row-source.ts';

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
  const keep = rowKeeper(latest, source.runs, request);
  for await (const chunk of db.chunks(source.sql)) keep(chunk);
  return latest;
}

const EVENT_TIME = 0;
const KNOWLEDGE_TIME = 1;
/** Where the query says it; the values follow. */
const ENTITY = 2;
/** Rows of a chunk: DuckDB's vector. */
const CHUNK_ROWS = 2_048;
const CHUNKS_A_COLLECTED_ONE = 4;

/** Keeps what is later than the latest row so far. Rows come by entity, and mostly by time, so that a cell is looked up once for several. */
function rowKeeper(
  { eventTime, knowledgeTime, values }: LatestRows,
  runs: EntityRuns | undefined,
  { spans: { after, until }, spanOf, asOf }: LatestRowsRequest,
): (chunk: DuckDBDataChunk) => void {
  const spans = until.length;
  const knownBy = Date.parse(asOf) * 1_000;
  // The rows of a chunk that were kept, and where; of rows in a row for the same cell only the last one.
  const keptRow = new Int32Array(CHUNK_ROWS);
  const keptCell = new Int32Array(CHUNK_ROWS);
  const firstValue = runs === undefined ? ENTITY + 1 : ENTITY;
  const read: Float64Array[] = new Array(values.length);
  let chunks = 0;
  let rowsBefore = 0;
  let run = 0;
  let span = 0;

  return (chunk) => {
    const rows = chunk.rowCount;
    const event = doubleColumn(chunk, EVENT_TIME);
    const known = doubleColumn(chunk, KNOWLEDGE_TIME);
    const time = spanOf === 'event_time' ? event : known;
    let kept = -1;

    const entityOf = runs === undefined ? doubleColumn(chunk, ENTITY) : undefined;

    for (let row = 0; row < rows; ) {
      let entity: number;
      let runEnd = row + 1;
      if (runs === undefined) {
        entity = entityOf?.[row] ?? -1;
        while (runEnd < rows && entityOf?.[runEnd] === entity) runEnd++;
      } else {
        while (runs.end[run] <= rowsBefore + row) run++;
        runEnd = Math.min(rows, runs.end[run] - rowsBefore);
        entity = runs.entity[run];
      }
      if (entity < 0) {
        row = runEnd;
        continue;
      }
      let [spanAfter, spanUntil] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      let cell = -1;
      let isCellKept = false;
      for (; row < runEnd; row++) {
        const rowTime = time[row];
        if (rowTime > spanUntil || rowTime <= spanAfter) {
          span = firstReaching(until, rowTime, span);
          // What lies between two spans, or beyond the last, has bounds too, but no cell.
          const isInside = span < spans && rowTime > after[span];
          spanAfter = (isInside ? after[span] : until[span - 1]) ?? Number.NEGATIVE_INFINITY;
          spanUntil = (isInside ? until[span] : after[span]) ?? Number.POSITIVE_INFINITY;
          cell = isInside ? entity * spans + span : -1;
          isCellKept = false;
        }
        if (cell < 0) continue;
        const rowEvent = event[row];
        const rowKnown = known[row];
        if (rowKnown > knownBy) continue;
        if (rowEvent < eventTime[cell] || (rowEvent === eventTime[cell] && rowKnown <= knowledgeTime[cell])) continue;
        eventTime[cell] = rowEvent;
        knowledgeTime[cell] = rowKnown;
        if (!isCellKept) kept++;
        isCellKept = true;
        keptRow[kept] = row;
        keptCell[kept] = cell;
      }
    }
    rowsBefore += rows;

    for (let index = 0; index < values.length; index++) {
      const column = values[index];
      const value = doubleColumn(chunk, firstValue + index);
      for (let each = 0; each <= kept; each++) column[keptCell[each]] = toFloat32(value[keptRow[each]]);
      read[index] = value;
    }
    // The memory of the chunk itself is freed by a collection only, so that some have to come.
    if (++chunks % CHUNKS_A_COLLECTED_ONE !== 0) giveBack([event, known, ...read]);
  };
}

/** The first index whose bound is at least a time, or their number; at once where it is the guess or the one after it. */
function firstReaching(bounds: Float64Array, time: number, guess: number): number {
  let low = 0;
  let high = bounds.length;
  if (guess < high && bounds[guess] < time) {
    low = guess + 1;
    if (low === high || bounds[low] >= time) return low;
  } else {
    high = guess;
    if (guess === 0 || bounds[guess - 1] < time) return guess;
  }
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bounds[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Zero gets no sign, and every NaN the same bits. */
function toFloat32(value: number): number {
  return Number.isNaN(value) ? Number.NaN : Math.fround(value) + 0;
}
