import { CalendarDateSchema, type Instant, InstantSchema, InvalidInputError } from '@optaic/mlops/base';
import { z } from 'zod';
import { numberColumn, readTable } from './columnar-table.ts';
import { keyColumns } from './dataset-columns.ts';
import type { DuckDb } from './duckdb.ts';
import { type AsOfRead, asOfRelation } from './read-as-of.ts';

const Count = z.int().min(0);

/** What is known of a universe: who ever belonged to it, and whether anybody ever left. */
export const UniverseFactsSchema = z.strictObject({
  asOf: InstantSchema,
  /** Entities that were ever members. */
  entities: Count,
  /** Those that are members by the latest row about them. */
  members: Count,
  /** Those that were members and at some time were not any more, whether or not they came back. */
  leavers: Count,
  /** Those whose first membership is after the universe's first. */
  joined: Count,
  /** The first day of any membership; absent when there never was a member. */
  firstMembership: CalendarDateSchema.optional(),
  /** The day of the last change of any membership. */
  lastChange: CalendarDateSchema.optional(),
  /** Nobody ever leaves: what failed, merged or was dropped is missing from the past too. */
  survivorsOnly: z.boolean(),
});
export type UniverseFacts = z.infer<typeof UniverseFactsSchema>;

/**
 * The facts of a universe as known by a time. Membership is a dataset like any other: a row says from which day on an
 * entity is a member (`member` 1) or is none (anything else), until the next row about it. Overlapping or contradictory
 * rows need no rule of their own: of two rows about the same entity and day the later known one holds, of two days the
 * later one. An entity that merely has no more rows has not left.
 *
 * @throws {InvalidInputError} `frame.universe_malformed` without an entity column and a number column `member`.
 */
export async function universeFacts(db: DuckDb, { name, files, schema, asOf }: AsOfRead): Promise<UniverseFacts> {
  const { entity, eventTime } = keyColumns(schema);
  const hasMember = schema.columns.some(({ name: column, type }) => column === 'member' && type === 'double');
  if (entity === undefined || !hasMember) {
    throw new InvalidInputError(
      'frame.universe_malformed',
      `universe "${name}" needs an entity column and a number column "member"`,
    );
  }
  const names = ['entities', 'members', 'leavers', 'joined', 'firstMembership', 'lastChange'];
  const table = await readTable(
    db,
    `WITH timeline AS (
      SELECT ${entity} AS entity, ${eventTime} AS event_time, member IS NOT DISTINCT FROM 1 AS is_member,
        lag(member IS NOT DISTINCT FROM 1, 1, false) OVER (PARTITION BY ${entity} ORDER BY ${eventTime}) AS was_member
      FROM ${asOfRelation({ files, schema, asOf })}
    ), by_entity AS (
      SELECT entity, min(event_time) FILTER (WHERE is_member) AS first_membership,
        max(event_time) FILTER (WHERE is_member <> was_member) AS last_change,
        coalesce(bool_or(was_member AND NOT is_member), false) AS has_left, arg_max(is_member, event_time) AS is_member
      FROM timeline GROUP BY entity HAVING bool_or(is_member)
    )
    SELECT count(*)::DOUBLE AS entities,
      (count(*) FILTER (WHERE is_member))::DOUBLE AS members,
      (count(*) FILTER (WHERE has_left))::DOUBLE AS leavers,
      (count(*) FILTER (WHERE date_trunc('day', first_membership) >
        (SELECT date_trunc('day', min(first_membership)) FROM by_entity)))::DOUBLE AS joined,
      epoch_ms(min(first_membership))::DOUBLE AS "firstMembership",
      epoch_ms(max(last_change))::DOUBLE AS "lastChange"
    FROM by_entity`,
    names.map((column) => ({ name: column, type: 'double' })),
  );
  const value = (column: string) => numberColumn(table, column)[0] ?? Number.NaN;
  return factsOf(asOf, value);
}

function factsOf(asOf: Instant, value: (name: string) => number): UniverseFacts {
  const [entities, leavers] = [value('entities'), value('leavers')];
  const day = (name: 'firstMembership' | 'lastChange') => {
    const time = value(name);
    return Number.isNaN(time) ? {} : { [name]: CalendarDateSchema.parse(new Date(time).toISOString().slice(0, 10)) };
  };
  return {
    asOf,
    entities,
    members: value('members'),
    leavers,
    joined: value('joined'),
    ...day('firstMembership'),
    ...day('lastChange'),
    survivorsOnly: entities > 0 && leavers === 0,
  };
}

/** What has to be said of a universe wherever a result over it is shown: nothing, unless it has survivors only. */
export function universeNotes(name: string, { entities, asOf, survivorsOnly }: UniverseFacts): string[] {
  if (!survivorsOnly) return [];
  return [
    `survivors only: none of the ${entities} entities of universe "${name}" ever leaves it, as known by ${asOf.slice(0, 10)}; what failed or was dropped is missing, which flatters every result`,
  ];
}
