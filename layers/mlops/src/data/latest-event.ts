import type { Instant } from '@optaic/mlops/base';
import { numberReader } from './columnar-table.ts';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type DatasetPart, instantAt } from './manifest.ts';
import type { AsOfRead } from './read-as-of.ts';
import { parquetRelation, timestampLiteral } from './sql.ts';

/** The newest event of the rows known by `asOf`; undefined when none is known. */
export async function latestEvent(
  db: DuckDb,
  { files, schema, asOf }: Omit<AsOfRead, 'name'>,
): Promise<Instant | undefined> {
  const { eventTime, knowledgeTime } = keyColumns(schema);
  let latest = Number.NaN;
  for await (const chunk of db.chunks(
    `SELECT epoch_ms(max(${eventTime}))::DOUBLE FROM ${parquetRelation(files)}
     WHERE ${knowledgeTime} <= ${timestampLiteral(asOf)}`,
  )) {
    latest = numberReader(chunk, 0)(0);
  }
  return Number.isNaN(latest) ? undefined : instantAt(latest);
}

/** What a manifest alone tells of the newest event known at a time. */
export interface LatestEventBounds {
  /** An event known for certain; undefined when none is. */
  readonly atLeast: Instant | undefined;
  /** No later event can be known; undefined when none at all can. */
  readonly atMost: Instant | undefined;
  /** Parts that would have to be read to know more; none when the two bounds are equal. */
  readonly undecided: readonly DatasetPart[];
}

/**
 * Bounds of the newest event of the rows known by `asOf`, from the bounds of the parts: one known wholly tells its
 * newest event, one known in part only that it has none later, nor, unless events are scheduled, any after `asOf`.
 */
export function latestEventBounds(parts: readonly DatasetPart[], asOf: Instant, scheduled: boolean): LatestEventBounds {
  const atLeast = latest(
    parts.filter(({ maxKnowledgeTime }) => maxKnowledgeTime <= asOf).map(({ maxEventTime }) => maxEventTime),
  );
  const undecided = parts.filter(
    ({ minKnowledgeTime, maxKnowledgeTime, maxEventTime }) =>
      minKnowledgeTime <= asOf && maxKnowledgeTime > asOf && (atLeast === undefined || maxEventTime > atLeast),
  );
  const possible = undecided.map(({ maxEventTime }) => (!scheduled && maxEventTime > asOf ? asOf : maxEventTime));
  return { atLeast, atMost: latest([...possible, ...(atLeast === undefined ? [] : [atLeast])]), undecided };
}

function latest(times: readonly Instant[]): Instant | undefined {
  return times.toSorted().at(-1);
}
