import { knowledgeByDay } from '@optaic/mlops/data/calendar';
import type { KnowledgeRule } from '@optaic/mlops/registry/knowledge-rule';
import type { Column, DatasetSchema } from '@optaic/mlops/registry/records';
import type { DatasetIssue } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import { offendingRows } from './offending-rows.ts';
import { quoteIdentifier } from './sql.ts';
import { createTable } from './write-table.ts';

/** The temporary table of a rule: `#day` with the `#close` that counts for it, and when its events are known. */
const DERIVATION = 'derivation';

/** Makes the table that {@link derivedKnowledge} joins. */
export async function createDerivation(db: DuckDb, rule: KnowledgeRule): Promise<void> {
  const { day, close, known, knownAfter } = knowledgeByDay(rule);
  await createTable(db, 'derivation_times', [
    { name: 'day', values: day },
    { name: 'close', values: close },
    { name: 'known', values: known },
    { name: 'after', values: knownAfter },
  ]);
  const time = (column: string) => `epoch_ms(${column}::BIGINT)`;
  await db.run(`CREATE OR REPLACE TEMP TABLE ${DERIVATION} AS
    SELECT DATE '1970-01-01' + day::INTEGER AS "#day", ${time('close')} AS "#close", ${time('known')} AS "#known",
      ${time('"after"')} AS "#after"
    FROM derivation_times`);
  await db.run('DROP TABLE derivation_times');
}

/** The knowledge time's column where the schema says how to derive it and a file leaves it out. */
export function derivedColumn({ columns, derivation }: DatasetSchema, present: readonly string[]): Column | undefined {
  if (derivation === undefined) return undefined;
  return columns.find(({ name, role }) => role === 'knowledge_time' && !present.includes(name));
}

/** SQL of a derived knowledge time. */
export interface DerivedKnowledge {
  /** Quoted, as is the event time's. */
  readonly column: string;
  readonly eventTime: string;
  /** What to join to the rows, and the value then. */
  readonly join: string;
  readonly value: string;
}

/**
 * How the rows of a file get their knowledge times.
 *
 * @param typed - SQL of a column's value in its type.
 */
export function derivedKnowledge(
  column: Column,
  schema: DatasetSchema,
  typed: (column: Column) => string,
): DerivedKnowledge | undefined {
  const event = schema.columns.find(({ role }) => role === 'event_time');
  if (event === undefined) return undefined;
  const time = typed(event);
  return {
    column: quoteIdentifier(column.name),
    eventTime: quoteIdentifier(event.name),
    join: `LEFT JOIN ${DERIVATION} ON "#day" = (${time})::DATE`,
    value: `CASE WHEN ${time} <= "#close" THEN "#known" WHEN ${time} > "#close" THEN "#after" END`,
  };
}

/** Names the events of a file that the rule's calendar does not know, so that no knowledge time is theirs. */
export async function beyondCalendar(
  db: DuckDb,
  staged: {
    readonly relation: string;
    readonly file: number;
    readonly schema: DatasetSchema;
    readonly knowledge: DerivedKnowledge;
  },
): Promise<DatasetIssue[]> {
  const { relation, file, schema, knowledge } = staged;
  const { column, eventTime } = knowledge;
  const condition = `"#file" = ${file} AND ${eventTime} IS NOT NULL AND ${column} IS NULL`;
  const columns = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => name);
  const [found] = await offendingRows(db, relation, [{ condition, columns }]);
  if (found === undefined || found.count === 0) return [];
  const message = `${found.count} events are beyond what calendar ${schema.derivation?.calendar} knows, so no knowledge time can be derived; give ${column} in the file; first: file ${file}, row ${found.rows[0]?.row}`;
  return [{ code: 'dataset.event_beyond_calendar', message, ...found }];
}
