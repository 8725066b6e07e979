import { CalendarDateSchema, endOfDay, type Instant } from '@optaic/mlops/base';
import { type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';

/**
 * What is joined, as both sides are told it. All numbers come from hashes of (entity, day, column), so that every
 * machine makes the same rows.
 */
export interface Workload {
  readonly entities: number;
  /** Days of history, one event each. */
  readonly days: number;
  /** Decisions are made on every so many days. */
  readonly everyDays: number;
  readonly datasets: number;
  /** Value columns of each dataset, and how many of them, from the first on, are features. */
  readonly columns: number;
  readonly features: number;
  /** One event in five is restated, 1 to 30 days later. */
  readonly isRevised: boolean;
}

const FIRST_DAY_MS = Date.parse('2010-01-01');
const DAY_MS = 86_400_000;

/** 10 columns: the keys and seven values; 4,000 names (fewer below a million rows), 250 decision days spread over the history. */
export function plainWorkload(millionRows: number): Workload {
  const years = Math.ceil(millionRows);
  const entities = Math.round((4_000 * millionRows) / years);
  return { entities, days: years * 250, everyDays: years, datasets: 3, columns: 7, features: 2, isRevised: false };
}

/** Ten views of ten columns, a decision a day for each of 1,000 names at size 1. */
export function bitemporalWorkload(size: number): Workload {
  const entities = Math.round(1_000 * size);
  return { entities, days: 1_260, everyDays: 1, datasets: 10, columns: 10, features: 10, isRevised: true };
}

/** 10 columns, of which every row one in five has a revision: so many rows in all. */
export function revisedWorkload(millionRows: number): Workload {
  const days = Math.round((millionRows * 1_000_000) / 1.2 / 4_000);
  return { entities: 4_000, days, everyDays: days, datasets: 1, columns: 7, features: 7, isRevised: true };
}

export function workloadSchema({ columns }: Workload): DatasetSchema {
  return DatasetSchemaSchema.parse({
    knowledgeGrade: 'observed',
    columns: [
      { name: 'entity', role: 'entity', type: 'string' },
      { name: 'event_time', role: 'event_time', type: 'timestamp' },
      { name: 'knowledge_time', role: 'knowledge_time', type: 'timestamp' },
      ...valueNames(columns).map((name) => ({ name, role: 'value', type: 'double' })),
    ],
  });
}

export function valueNames(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `v${index}`);
}

/** SQL of the rows of one dataset, day after day, as a feed brings them. */
export function workloadRows({ entities, days, columns, isRevised }: Workload, dataset: number): string {
  const value = (index: number) =>
    `(hash(entity_id, day, revision, ${dataset * 100 + index}) % 2000003 - 1000001.0) / 1000003 AS v${index}`;
  const revisions = isRevised
    ? `range(2) r(revision) WHERE revision = 0 OR ${IS_REVISED(dataset)}`
    : 'range(1) r(revision)';
  return `(SELECT ${ENTITY} AS entity, ${DAY} AS event_time,
      ${DAY} + to_days(CASE WHEN revision = 0 THEN 0 ELSE 1 + (hash(entity_id, day, ${dataset}, 'lag') % 30)::INTEGER END) AS knowledge_time,
      ${Array.from({ length: columns }, (_, index) => value(index)).join(', ')}
    FROM range(${days}) d(day) CROSS JOIN range(${entities}) e(entity_id) CROSS JOIN ${revisions})`;
}

const ENTITY = "printf('SEC%06d', entity_id)";
const DAY = `(epoch_ms(${FIRST_DAY_MS}) + to_days(day::INTEGER))`;
const IS_REVISED = (dataset: number) => `hash(entity_id, day, ${dataset}, 'revised') % 5 = 0`;

/** SQL of a universe that everybody joins before the first day. */
export function universeRows({ entities }: Workload): string {
  return `(SELECT ${ENTITY} AS entity, TIMESTAMP '2000-01-01' AS event_time, TIMESTAMP '2000-01-01' AS knowledge_time,
    1::DOUBLE AS member FROM range(${entities}) e(entity_id))`;
}

/** SQL of the decisions as the peers get them: sorted by (decision, entity), known by the end of the decision's day. */
export function decisionRows(workload: Workload): string {
  const instants = decisionDates(workload).map((date) => `epoch_ms(${Date.parse(endOfDay(date))})`);
  return `(SELECT decision, ${ENTITY} AS entity FROM (SELECT unnest([${instants.join(', ')}]) AS decision)
    CROSS JOIN range(${workload.entities}) e(entity_id) ORDER BY decision, entity)`;
}

export function calendarDates({ days }: Workload) {
  return Array.from({ length: days }, (_, day) =>
    CalendarDateSchema.parse(new Date(FIRST_DAY_MS + day * DAY_MS).toISOString().slice(0, 10)),
  );
}

export function decisionDates(workload: Workload) {
  return calendarDates(workload).filter((_, day) => (day + 1) % workload.everyDays === 0);
}

/** After everything. */
export function endOfHistory({ days }: Workload): Instant {
  const last = new Date(FIRST_DAY_MS + (days + 60) * DAY_MS).toISOString().slice(0, 10);
  return endOfDay(CalendarDateSchema.parse(last));
}
