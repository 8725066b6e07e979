import type { Panel } from '@optaic/mlops/base';
import { textReader } from './columnar-table.ts';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import { decisionSpans } from './decision-spans.ts';
import type { DuckDb } from './duckdb.ts';
import {
  type AnyFrameRequest,
  checkFrameRequest,
  distinctDecisions,
  type FrameRequest,
  frameSources,
  type LabelledFrameRequest,
} from './frame-request.ts';
import { addFeatures, type Frame, finishFrame, memberRows, type TimedPanel } from './frame-rows.ts';
import { latestRows } from './latest-rows.ts';
import { requireRowsKnown } from './read-as-of.ts';
import { featureNamesOf } from './select-features.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

/**
 * Joins any number of datasets to the decisions, each by the rule of a point in time: of the rows known by the end of
 * the trading day `featureLag` days before the decision (and by `asOf`), the greatest event time, then its latest
 * revision. A macro series is given to every entity. A missing feature is NaN. A label counts once known by `asOf`.
 * Rows are in the order (decision, entity); features in the order of the sources and their columns. Doubles are
 * rounded to float32, once, at the end; nothing is added up, so the result is the same bits on any number of threads.
 *
 * Each dataset is read once, all its columns together, in whatever order its rows come. Memory is for the frame and,
 * beside it, one dataset's cells of (entity, decision); the rows of a dataset are never held.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` when a source has no row known by `asOf`.
 * @throws {InvalidInputError} `frame.feature_unknown`, `frame.label_unknown`, `frame.universe_malformed` for a column
 *   that is not there; `frame.no_decisions`; `frame.not_a_trading_day`; `lookahead.decision` for a decision after `asOf`.
 */
export function buildFrame(db: DuckDb, request: LabelledFrameRequest): Promise<Frame<TimedPanel>>;
export function buildFrame(db: DuckDb, request: FrameRequest & { labels?: never }): Promise<Frame<Panel>>;
export function buildFrame(db: DuckDb, request: AnyFrameRequest): Promise<Frame<Panel | TimedPanel>>;
export async function buildFrame(db: DuckDb, request: AnyFrameRequest): Promise<Frame<Panel | TimedPanel>> {
  checkFrameRequest(request);
  const { universe, features, labels, asOf } = request;
  for (const source of frameSources(request)) await requireRowsKnown(db, { ...source, asOf });
  const spans = decisionSpans({ ...request, decisions: distinctDecisions(request) });
  const entities = await universeEntities(db, request);
  const index = new Map(entities.map((entity, position) => [entity, position]));
  const byKnowledge = { spans: spans.known, spanOf: 'knowledge_time', asOf } as const;

  const membership = await latestRows(db, { ...byKnowledge, dataset: universe, columns: ['member'], entities: index });
  const rows = memberRows(membership, { spans, entities, features: featureNamesOf(features) });
  await readAtOnce(db, features, {
    read: (own, { columns, ...dataset }) =>
      latestRows(own, { ...byKnowledge, dataset, columns, entities: isMacro(dataset) ? MACRO : index }),
    use: (latest, dataset) => addFeatures(rows, latest, { isMacro: isMacro(dataset) }),
  });
  if (labels === undefined) return finishFrame(rows);
  const { column, ...dataset } = labels;
  const byDay = { spans: spans.about, spanOf: 'event_time', asOf } as const;
  return finishFrame(rows, await latestRows(db, { ...byDay, dataset, columns: [column], entities: index }));
}

/** Datasets that are read at the same time: one waits for its next rows while another's are worked on. */
const READ_AT_ONCE = 2;

/** Reads sources, several at once, and uses what was read in their order. */
async function readAtOnce<Source, Read>(
  db: DuckDb,
  sources: readonly Source[],
  { read, use }: { read: (db: DuckDb, source: Source) => Promise<Read>; use: (read: Read, source: Source) => void },
): Promise<void> {
  const connections: DuckDb[] = [];
  const reading: Promise<Read>[] = [];
  try {
    for (const [index, source] of sources.entries()) {
      while (reading.length < READ_AT_ONCE && index + reading.length < sources.length) {
        const next = index + reading.length;
        connections[next % READ_AT_ONCE] ??= await db.fork();
        reading.push(read(connections[next % READ_AT_ONCE], sources[next]));
      }
      const [current] = reading;
      use(await current, source);
      reading.shift();
    }
  } finally {
    await Promise.allSettled(reading);
    for (const connection of connections) connection.close();
  }
}

function isMacro({ schema }: Pick<DatasetFiles, 'schema'>): boolean {
  return keyColumns(schema).entity === undefined;
}

/** A series without entity has one cell a decision. */
const MACRO: ReadonlyMap<string, number> = new Map([['', 0]]);

/** Every entity that the universe knew by `asOf`, in the order of UTF-8 bytes. */
export async function universeEntities(
  db: DuckDb,
  { universe, asOf }: Pick<FrameRequest, 'universe' | 'asOf'>,
): Promise<readonly string[]> {
  const { entity, knowledgeTime } = keyColumns(universe.schema);
  const entities: string[] = [];
  for await (const chunk of db.chunks(`SELECT DISTINCT ${entity} AS entity FROM ${parquetRelation(universe.files)}
    WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)} ORDER BY entity`)) {
    const read = textReader(chunk, 0);
    for (let row = 0; row < chunk.rowCount; row++) entities.push(read(row) ?? '');
  }
  return entities;
}
