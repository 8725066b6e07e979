import type { Instant } from '@optaic/mlops/base';
import { type DatasetFiles, keyColumns } from './dataset-columns.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

/**
 * SQL of a dataset's effective rows: joined by ASOF on knowledge time, they give at any time the latest event known by
 * then, in its latest revision.
 *
 * ASOF over all rows is wrong: a late revision of an old event is known last and would win. A row is effective when,
 * in the order in which rows became known, its event time is the greatest so far: what a reader at that moment would
 * be given. Of several known at the same moment the latest event stands. Selected are `entity` (absent for a macro
 * series), `event_time`, `knowledge_time` and the asked columns under their aliases.
 *
 * @param columns - Pairs of SQL expression and alias.
 */
export function effectiveRows(
  { files, schema }: Omit<DatasetFiles, 'name'>,
  columns: readonly { expression: string; alias: string }[],
  knownBy: Instant,
): string {
  const key = keyColumns(schema);
  const entity = key.entity === undefined ? '' : `${key.entity} AS entity, `;
  const byEntity = key.entity === undefined ? '' : 'PARTITION BY entity ';
  const moment = key.entity === undefined ? 'knowledge_time' : 'entity, knowledge_time';
  const values = columns.map(({ expression, alias }) => `, ${expression} AS ${alias}`).join('');
  return `(
    SELECT * FROM (
      SELECT *, max(event_time) OVER (${byEntity}ORDER BY knowledge_time, event_time
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS latest_event
      FROM (SELECT ${entity}${key.eventTime} AS event_time, ${key.knowledgeTime} AS knowledge_time${values}
        FROM ${parquetRelation(files)} WHERE ${key.knowledgeTime} <= ${timestampLiteral(knownBy)})
    ) WHERE event_time = latest_event
    QUALIFY row_number() OVER (PARTITION BY ${moment} ORDER BY event_time DESC) = 1
  )`;
}
