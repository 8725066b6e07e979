import {
  type CalendarDate,
  dateOf,
  type Instant,
  InvalidInputError,
  type LabelledPanel,
  type Panel,
} from '@optaic/mlops/base';
import { numberReader, textReader } from './columnar-table.ts';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { effectiveRows } from './effective-rows.ts';
import { asOfRelation, requireRowsKnown } from './read-as-of.ts';
import type { FeatureSource } from './select-features.ts';
import { parquetRelation, quoteIdentifier, timestampLiteral } from './sql.ts';
import { featureCutoff } from './trading-days.ts';

export interface LabelSource extends DatasetFiles {
  /** A value column of type double; the label of (entity, T) is the row about day T. */
  readonly column: string;
}

export interface FrameRequest {
  /** Trading days to decide on, distinct; one row each for every member of the universe. */
  readonly decisions: readonly CalendarDate[];
  readonly features: readonly FeatureSource[];
  /** Trading days before a decision at whose end its features are read. */
  readonly featureLag: number;
  /** All trading days, ascending, at least back to `featureLag` days before the first decision. */
  readonly calendar: readonly CalendarDate[];
  /** Nothing known later is used, labels included. */
  readonly asOf: Instant;
  /** Rows with a value column `member`, 1 or 0: membership over time, read like a feature. */
  readonly universe: DatasetFiles;
}

export type DropReason = 'not_in_universe' | 'no_feature' | 'label_unknown';

export interface Frame<P extends Panel> {
  readonly panel: P;
  /** (decision, entity) pairs, of every entity that the universe ever knew by `asOf`. */
  readonly expected: number;
  /** Pairs that are no row of the panel; each counted once, by the first reason that holds. */
  readonly dropped: Readonly<Record<DropReason, number>>;
  /** Universe members of each decision, by its time in milliseconds since the epoch; ascending. */
  readonly members: ReadonlyMap<number, number>;
  /** The latest knowledge time of any row that the panel's values come from, membership included; milliseconds since the epoch,
   * −Infinity for an empty panel. */
  readonly maxKnowledgeTime: number;
}

/**
 * Joins any number of datasets to the decisions, each by the rule of a point in time: of the rows known by the end of
 * the trading day `featureLag` days before the decision (and by `asOf`), the greatest event time, then its latest
 * revision. A macro series is given to every entity. A missing feature is NaN. A label counts once known by `asOf`.
 * Rows are in the order (decision, entity); features in the order of the sources and their columns. Doubles are
 * rounded to float32, once, at the end; nothing is added up, so the result is the same bits on any number of threads.
 *
 * @throws {NotFoundError} `dataset.not_known_yet` when a source has no row known by `asOf`.
 * @throws {InvalidInputError} `frame.feature_unknown`, `frame.label_unknown`, `frame.universe_malformed` for a column
 *   that is not there; `frame.not_a_trading_day`; `lookahead.decision` for a decision after `asOf`.
 */
export function buildFrame(db: DuckDb, request: FrameRequest & { labels: LabelSource }): Promise<Frame<LabelledPanel>>;
export function buildFrame(db: DuckDb, request: FrameRequest & { labels?: never }): Promise<Frame<Panel>>;
export async function buildFrame(
  db: DuckDb,
  request: FrameRequest & { labels?: LabelSource | undefined },
): Promise<Frame<Panel | LabelledPanel>> {
  checkColumns(request);
  for (const source of [...request.features, request.universe, ...(request.labels ? [request.labels] : [])]) {
    await requireRowsKnown(db, { ...source, asOf: request.asOf });
  }
  await db.run(`CREATE OR REPLACE TEMP TABLE decision AS ${decisionRows(request)}`);
  await db.run(`CREATE OR REPLACE TEMP TABLE candidate AS ${candidateRows(request)}`);
  return gather(db, request);
}

function checkColumns({
  features,
  labels,
  universe,
  decisions,
  asOf,
}: FrameRequest & { labels?: LabelSource | undefined }) {
  for (const { name, schema, columns } of features) {
    for (const column of columns) requireNumber(name, schema, column, 'frame.feature_unknown');
  }
  if (labels !== undefined) {
    requireNumber(labels.name, labels.schema, labels.column, 'frame.label_unknown');
    requireEntity(labels, 'frame.label_unknown');
  }
  requireNumber(universe.name, universe.schema, 'member', 'frame.universe_malformed');
  requireEntity(universe, 'frame.universe_malformed');
  if (universe.schema.scheduled) {
    throw new InvalidInputError(
      'frame.universe_malformed',
      `universe "${universe.name}" is scheduled, so that its latest known row may be about days to come; give membership as of each day`,
    );
  }
  const late = decisions.find((date) => date > dateOf(asOf));
  if (late !== undefined) {
    throw new InvalidInputError('lookahead.decision', `decision date ${late} is after the as-of time ${asOf}`);
  }
}

function requireNumber(
  dataset: string,
  { columns }: DatasetFiles['schema'],
  column: string,
  code: `frame.${string}`,
): void {
  if (columns.some(({ name, role, type }) => name === column && role === 'value' && type === 'double')) return;
  const present = columns.filter(({ role, type }) => role === 'value' && type === 'double').map(({ name }) => name);
  throw new InvalidInputError(
    code,
    `dataset "${dataset}" has no number column "${column}"; it has ${present.slice(0, 20).join(', ') || 'none'}`,
  );
}

function requireEntity({ name, schema }: DatasetFiles, code: `frame.${string}`): void {
  if (keyColumns(schema).entity !== undefined) return;
  throw new InvalidInputError(code, `dataset "${name}" has no entity column; one row an entity and day is needed`);
}

/** One row a decision: its day, and the instant up to which it may know (null: nothing). */
function decisionRows({ decisions, calendar, featureLag, asOf }: FrameRequest): string {
  if (decisions.length === 0)
    throw new InvalidInputError('frame.no_decisions', 'a frame needs at least one decision date');
  const cutoffs = decisions.map((decision) => {
    const cutoff = featureCutoff(calendar, decision, featureLag);
    if (cutoff === undefined) return 'NULL';
    return Date.parse(cutoff < asOf ? cutoff : asOf);
  });
  return `SELECT DISTINCT epoch_ms(day) AS decision, epoch_ms(cutoff) AS cutoff FROM (
    SELECT unnest([${decisions.map((date) => Date.parse(date))}]::BIGINT[]) AS day, unnest([${cutoffs}]::BIGINT[]) AS cutoff)`;
}

/** Every decision for every entity that the universe knew by `asOf`, with its membership at the cutoff. */
function candidateRows({ universe, asOf }: FrameRequest): string {
  const { entity, knowledgeTime } = keyColumns(universe.schema);
  return `SELECT c.decision, c.cutoff, c.entity, u.member IS NOT DISTINCT FROM 1 AS member, u.knowledge_time AS known
    FROM (SELECT * FROM decision CROSS JOIN (SELECT DISTINCT ${entity} AS entity FROM ${parquetRelation(universe.files)}
      WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)})) c
    ASOF LEFT JOIN ${effectiveRows(universe, [{ expression: 'member', alias: 'member' }], asOf)} u
      ON c.entity = u.entity AND c.cutoff >= u.knowledge_time`;
}

/** The query of the panel: decision, entity, membership, knowledge times (of features, of the label), label, features. */
function frameQuery({ features, labels, asOf }: FrameRequest & { labels?: LabelSource | undefined }): string {
  const joins = features.map(({ columns, ...dataset }, source) => {
    const named = columns.map((column, index) => ({ expression: quoteIdentifier(column), alias: `v${index}` }));
    const byEntity = keyColumns(dataset.schema).entity === undefined ? '' : `c.entity = f${source}.entity AND `;
    return `ASOF LEFT JOIN ${effectiveRows(dataset, named, asOf)} f${source}
      ON ${byEntity}c.cutoff >= f${source}.knowledge_time`;
  });
  const values = features.flatMap(({ columns }, source) => columns.map((_, index) => `f${source}.v${index}`));
  const known = features.map((_, source) => `epoch_ms(f${source}.knowledge_time)::DOUBLE`);
  const labelJoin =
    labels === undefined
      ? ''
      : `LEFT JOIN ${labelRows(labels, asOf)} l ON l.decision = c.decision AND l.entity = c.entity`;
  const label = labels === undefined ? 'NULL::DOUBLE, NULL::DOUBLE' : 'l.label, epoch_ms(l.knowledge_time)::DOUBLE';
  return `SELECT epoch_ms(c.decision)::DOUBLE, c.entity, c.member::INTEGER::DOUBLE, epoch_ms(c.known)::DOUBLE,
      ${label}, ${[...known, ...values].join(', ')}
    FROM candidate c ${joins.join('\n')} ${labelJoin}
    ORDER BY c.decision, c.entity`;
}

/** The label of each (entity, day): of the rows about that day known by `asOf`, the latest event, its latest revision. */
function labelRows({ column, ...dataset }: LabelSource, asOf: Instant): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(dataset.schema);
  const day = `date_trunc('day', ${eventTime})`;
  return `(SELECT ${day}::TIMESTAMP AS decision, ${entity} AS entity,
      ${quoteIdentifier(column)} AS label, ${knowledgeTime} AS knowledge_time
    FROM ${asOfRelation({ ...dataset, asOf })}
    QUALIFY row_number() OVER (PARTITION BY ${day}, ${entity} ORDER BY ${eventTime} DESC) = 1)`;
}

const DECISION = 0;
const ENTITY = 1;
const MEMBER = 2;
const MEMBER_KNOWN = 3;
const LABEL = 4;
const LABEL_KNOWN = 5;
const FIRST_KNOWN = 6;

async function gather(
  db: DuckDb,
  request: FrameRequest & { labels?: LabelSource | undefined },
): Promise<Frame<Panel | LabelledPanel>> {
  const featureNames = request.features.flatMap(({ columns }) => columns);
  const firstFeature = FIRST_KNOWN + request.features.length;
  const dropped = { not_in_universe: 0, no_feature: 0, label_unknown: 0 };
  const decisionTime: number[] = [];
  const entity: string[] = [];
  const labels: number[] = [];
  const columns = featureNames.map((): number[] => []);
  const members = new Map<number, number>();
  let expected = 0;
  let maxKnowledgeTime = Number.NEGATIVE_INFINITY;

  for await (const chunk of db.chunks(frameQuery(request))) {
    const readEntity = textReader(chunk, ENTITY);
    const number = (column: number) => numberReader(chunk, column);
    const [readDecision, readMember, readLabel] = [number(DECISION), number(MEMBER), number(LABEL)];
    const readKnown = request.features.map((_, source) => number(FIRST_KNOWN + source));
    readKnown.push(number(MEMBER_KNOWN), number(LABEL_KNOWN));
    const readFeatures = featureNames.map((_, feature) => number(firstFeature + feature));

    expected += chunk.rowCount;
    for (let row = 0; row < chunk.rowCount; row++) {
      const label = rounded(readLabel(row));
      const decision = readDecision(row);
      const isMember = readMember(row) === 1;
      members.set(decision, (members.get(decision) ?? 0) + (isMember ? 1 : 0));
      if (!isMember) dropped.not_in_universe++;
      else if (readFeatures.every((read) => Number.isNaN(read(row)))) dropped.no_feature++;
      else if (request.labels !== undefined && !Number.isFinite(label)) dropped.label_unknown++;
      else {
        decisionTime.push(decision);
        entity.push(readEntity(row) ?? '');
        labels.push(label);
        readFeatures.forEach((read, feature) => {
          columns[feature]?.push(rounded(read(row)));
        });
        for (const read of readKnown) {
          const known = read(row);
          if (known > maxKnowledgeTime) maxKnowledgeTime = known;
        }
      }
    }
  }

  const rows = entity.length;
  const features = new Float32Array(featureNames.length * rows);
  columns.forEach((values, feature) => {
    features.set(values, feature * rows);
  });
  const panel: Panel = { rows, entity, decisionTime: Float64Array.from(decisionTime), featureNames, features };
  const frame = { expected, dropped, members, maxKnowledgeTime };
  if (request.labels === undefined) return { panel, ...frame };
  return { panel: { ...panel, labels: Float32Array.from(labels) }, ...frame };
}

/** To float32; a number too small for it is 0, without a sign. */
function rounded(value: number): number {
  return Math.fround(value) + 0;
}
