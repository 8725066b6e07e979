import { doubleColumn, giveBack } from './double-columns.ts';
import type { DuckDBDataChunk } from './duckdb.ts';
import type { EntityRuns } from './entity-runs.ts';
import type { LatestRows, LatestRowsRequest } from './latest-rows.ts';
import { FILE_ROWS, type RowQuery } from './row-source.ts';

const EVENT_TIME = 0;
const KNOWLEDGE_TIME = 1;
/** Where a query says which entity a row is about, if it does; the values follow. */
const ENTITY = 2;
/** Rows of a chunk: DuckDB's vector. */
const CHUNK_ROWS = 2_048;
const CHUNKS_A_COLLECTED_ONE = 4;

/** Keeps what is later than the latest row so far. Rows come by entity, and mostly by time, so that a cell is looked up once for several. */
export function rowKeeper(
  { eventTime, knowledgeTime, values }: LatestRows,
  query: RowQuery,
  { spans: { after, until }, spanOf, asOf }: Pick<LatestRowsRequest, 'spans' | 'spanOf' | 'asOf'>,
): (chunk: DuckDBDataChunk) => void {
  const spans = until.length;
  const knownBy = Date.parse(asOf) * 1_000;
  // The rows of a chunk that were kept, and where; of rows in a row for the same cell only the last one.
  const keptRow = new Int32Array(CHUNK_ROWS);
  const keptCell = new Int32Array(CHUNK_ROWS);
  const firstValue = query.entityBy === 'counted' ? ENTITY : ENTITY + 1;
  const read: Float64Array[] = new Array(values.length);
  const entityRun = entityRuns(query);
  let chunks = 0;
  let span = 0;

  return (chunk) => {
    const rows = chunk.rowCount;
    const event = doubleColumn(chunk, EVENT_TIME);
    const known = doubleColumn(chunk, KNOWLEDGE_TIME);
    const time = spanOf === 'event_time' ? event : known;
    const runOf = entityRun(chunk);
    let kept = -1;

    for (let row = 0; row < rows; ) {
      const { entity, end: runEnd } = runOf(row);
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

/** Rows in a row about one entity: up to, not with, `end`; the entity's index, −1 for one that was not asked for. */
interface EntityRun {
  readonly entity: number;
  readonly end: number;
}

/** For each chunk of a query, as they come: the run of entity that begins at a row. Rows are asked for in their order. */
function entityRuns(query: RowQuery): (chunk: DuckDBDataChunk) => (row: number) => EntityRun {
  if (query.entityBy === 'indexed') return indexedRuns;
  return query.entityBy === 'counted' ? countedRuns(query.runs) : placedRuns(query.runs);
}

function indexedRuns(chunk: DuckDBDataChunk) {
  const index = doubleColumn(chunk, ENTITY);
  return (row: number): EntityRun => {
    let end = row + 1;
    while (end < index.length && index[end] === index[row]) end++;
    return { entity: index[row], end };
  };
}

function countedRuns(runs: EntityRuns) {
  let rowsBefore = 0;
  let run = 0;
  return (chunk: DuckDBDataChunk) => {
    const first = rowsBefore;
    rowsBefore += chunk.rowCount;
    return (row: number): EntityRun => {
      while (runs.end[run] <= first + row) run++;
      return { entity: runs.entity[run], end: Math.min(chunk.rowCount, runs.end[run] - first) };
    };
  };
}

function placedRuns({ end, entity, fileStart }: EntityRuns) {
  let run = 0;
  return (chunk: DuckDBDataChunk) => {
    const place = doubleColumn(chunk, ENTITY);
    return (row: number): EntityRun => {
      const file = Math.floor(place[row] / FILE_ROWS);
      const before = fileStart[file] - file * FILE_ROWS;
      run = firstReaching(end, before + place[row] + 1, run);
      const runEnd = end[run] - before;
      let next = row + 1;
      while (next < chunk.rowCount && place[next] < runEnd) next++;
      return { entity: entity[run], end: next };
    };
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
