import { type CalendarDate, CalendarDateSchema, type Instant, InvalidInputError } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { z } from 'zod';
import { numberColumn, readTable, textColumn } from './columnar-table.ts';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

/** Names of uncovered members that a day shows at most. */
const SHOWN_ENTITIES = 10;

const Count = z.int().min(0);

/** How much of its universe a dataset has rows about, day by day. */
export const CoverageMeasureSchema = z.strictObject({
  dataset: z.string(),
  universe: z.string(),
  days: z.array(
    z.strictObject({
      date: CalendarDateSchema,
      /** Of the universe, as it was known at the end of that day. */
      members: Count,
      /** Those that a row is about. */
      covered: Count,
      /** The first ten of the others, by name. */
      uncovered: z.array(z.string()).max(SHOWN_ENTITIES),
    }),
  ),
});
export type CoverageMeasure = z.infer<typeof CoverageMeasureSchema>;

export interface CoverageRequest {
  readonly dataset: string;
  /** SQL of rows with the schema's key columns. */
  readonly relation: string;
  readonly schema: DatasetSchema;
  readonly universe: DatasetFiles;
  /** Nothing known later counts, of rows or of memberships. */
  readonly asOf: Instant;
  /** Days to judge, whether or not a row is about them. @default the days that rows known by `asOf` are about */
  readonly days?: readonly CalendarDate[];
}

/**
 * Counts for each event day, UTC, the members of the universe as of then and those that a row is about. Membership is
 * read as frames read it: of the rows known by the end of the day (and by `asOf`) the greatest event time, then its
 * latest revision. Rows may have become known later than the day they are about, up to `asOf`.
 *
 * @throws {InvalidInputError} `dataset.coverage_needs_entity` for a dataset without an entity column.
 */
export async function measureCoverage(db: DuckDb, request: CoverageRequest): Promise<CoverageMeasure> {
  const { dataset, universe } = request;
  const table = await readTable(db, coverageQuery(request), [
    { name: 'date', type: 'string' },
    { name: 'members', type: 'double' },
    { name: 'covered', type: 'double' },
    { name: 'uncovered', type: 'string' },
  ]);
  const [dates, names] = [textColumn(table, 'date'), textColumn(table, 'uncovered')];
  const [members, covered] = [numberColumn(table, 'members'), numberColumn(table, 'covered')];
  return CoverageMeasureSchema.parse({
    dataset,
    universe: universe.name,
    days: Array.from({ length: table.rows }, (_, row) => ({
      date: dates[row],
      members: members[row],
      covered: covered[row],
      uncovered: JSON.parse(names[row] ?? '[]'),
    })),
  });
}

/** The days, UTC, that rows are about, ascending. */
export async function eventDays(
  db: DuckDb,
  { relation, schema }: Pick<CoverageRequest, 'relation' | 'schema'>,
): Promise<CalendarDate[]> {
  const { eventTime } = keyColumns(schema);
  const table = await readTable(
    db,
    `SELECT DISTINCT strftime(${eventTime}, '%Y-%m-%d') AS date FROM ${relation} ORDER BY date`,
    [{ name: 'date', type: 'string' }],
  );
  return textColumn(table, 'date').map((date) => CalendarDateSchema.parse(date));
}

function coverageQuery({ dataset, relation, schema, universe, asOf, days }: CoverageRequest): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  if (entity === undefined) {
    throw new InvalidInputError(
      'dataset.coverage_needs_entity',
      `dataset "${dataset}" has no entity column, so it covers no universe; drop its coverage contract`,
    );
  }
  const known = timestampLiteral(asOf);
  const judged =
    days === undefined
      ? 'SELECT DISTINCT day FROM covered'
      : `SELECT DISTINCT unnest([${days.map((date) => `DATE '${date}'`).join(', ')}]::DATE[])::TIMESTAMP AS day`;
  const effective = membershipSteps(universe, asOf);
  return `WITH covered AS (
      SELECT DISTINCT date_trunc('day', ${eventTime})::TIMESTAMP AS day, ${entity} AS entity
      FROM ${relation} WHERE ${knowledgeTime} <= ${known}${between(eventTime, days)}
    ), judged AS (${judged}),
    candidate AS (
      SELECT day, least(day + INTERVAL 1 DAY - INTERVAL 1 MILLISECOND, ${known}) AS cutoff, entity
      FROM judged CROSS JOIN (SELECT DISTINCT entity FROM ${effective})
    ), member AS (
      SELECT c.day, c.entity FROM candidate c
      ASOF JOIN ${effective} u ON c.entity = u.entity AND c.cutoff >= u.knowledge_time WHERE u.member = 1
    )
    SELECT strftime(j.day, '%Y-%m-%d') AS date, count(m.entity)::DOUBLE AS members, count(r.entity)::DOUBLE AS covered,
      coalesce(to_json(list(m.entity ORDER BY m.entity) FILTER (WHERE m.entity IS NOT NULL AND r.entity IS NULL)
        [1:${SHOWN_ENTITIES}]), '[]')::VARCHAR AS uncovered
    FROM judged j LEFT JOIN member m ON m.day = j.day LEFT JOIN covered r ON r.day = m.day AND r.entity = m.entity
    GROUP BY j.day ORDER BY j.day`;
}

/** Rows about other days are not even read: the parts' statistics leave them out. */
function between(eventTime: string, days: readonly CalendarDate[] | undefined): string {
  const ascending = days?.toSorted() ?? [];
  const [first, last] = [ascending[0], ascending.at(-1)];
  if (first === undefined || last === undefined) return '';
  return ` AND ${eventTime} BETWEEN TIMESTAMP '${first}' AND TIMESTAMP '${last} 23:59:59.999'`;
}

/**
 * SQL of the moments from which on a membership was known: joined by ASOF on knowledge time, they give at any time the
 * row with the greatest event time known by then, in its latest revision. A late revision of an older row is no step,
 * since the newer row still holds; of several rows known at the same moment the latest event does.
 */
function membershipSteps({ files, schema }: DatasetFiles, asOf: Instant): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  return `(
    SELECT entity, knowledge_time, member FROM (
      SELECT *, max(event_time) OVER (PARTITION BY entity ORDER BY knowledge_time, event_time
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS latest_event
      FROM (SELECT ${entity} AS entity, ${eventTime} AS event_time, ${knowledgeTime} AS knowledge_time, member
        FROM ${parquetRelation(files)} WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)})
    ) WHERE event_time = latest_event
    QUALIFY row_number() OVER (PARTITION BY entity, knowledge_time ORDER BY event_time DESC) = 1
  )`;
}
