import type { Instant } from '@optaic/mlops/base';
import { type DatasetFiles, keyColumns, parquetRelation, quoteIdentifier, valueColumns } from '@optaic/mlops/data';

/** How the values of a row are spoiled, by the remainder of its key's hash. */
export const POISON_KINDS = ['notANumber', 'positiveHuge', 'negativeHuge', 'shuffled'] as const;
export type PoisonKind = (typeof POISON_KINDS)[number];

/** What is written in place of a number, a text, a time. Of the last kind are another row's values. */
const GARBAGE = {
  double: ["'nan'::DOUBLE", '1e30::DOUBLE', '-1e30::DOUBLE'],
  string: ['NULL::VARCHAR', "'\u{ffff}poison'", "'!poison'"],
  timestamp: ['NULL::TIMESTAMP', "TIMESTAMP '9999-12-31'", "TIMESTAMP '0001-01-01'"],
} as const;

/** Rows among which values are shuffled: a window over more would have to sort them all at once. */
const SHUFFLED_TOGETHER = 100_000;

type Rows = Pick<DatasetFiles, 'schema'>;

/** SQL of a hash of a row's key and the seed: the same number in every version and on every machine. */
export function keyHash({ schema }: Rows, salt: string): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const parts = [`'${salt}'`, ...(entity === undefined ? [] : [entity]), `epoch_ms(${eventTime})`];
  return `md5_number_lower(concat_ws('|', ${[...parts, `epoch_ms(${knowledgeTime})`].join(', ')}))`;
}

/** SQL of a row's kind, a number below four; a row alone has no other to take values of. */
export function poisonKind(hash: string, rows: number): string {
  return `(${hash} % ${rows > 1 ? POISON_KINDS.length : POISON_KINDS.length - 1})`;
}

/**
 * SQL of rows with their values spoiled, keys kept: each by the kind that the hash of its key says.
 *
 * @param relation - With the columns of the schema.
 * @param rows - How many there are.
 */
export function spoiledRows({ schema }: Rows, relation: string, rows: number, salt: string): string {
  const values = valueColumns(schema);
  const hash = '"#hash"';
  const keys = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => quoteIdentifier(name));
  const own = `{${['k: 1', ...values.map(({ name }, index) => `v${index}: ${quoteIdentifier(name)}`)].join(', ')}}`;
  const buckets = Math.ceil(rows / SHUFFLED_TOGETHER);
  const spoiled = values.map(({ name, type }, index) => {
    const cases = GARBAGE[type].map((garbage, kind) => `WHEN ${kind} THEN ${garbage}`).join(' ');
    return `CASE ${poisonKind(hash, rows)} ${cases} ELSE "#other".v${index} END AS ${quoteIdentifier(name)}`;
  });
  return `(SELECT ${[...keys, ...spoiled].join(', ')} FROM (
    SELECT *, coalesce(lead(${own}) OVER shuffle, first_value(${own}) OVER shuffle) AS "#other"
    FROM (SELECT *, ${keyHash({ schema }, salt)} AS ${hash} FROM ${relation})
    WINDOW shuffle AS (PARTITION BY ${hash} % ${buckets} ORDER BY ${[hash, ...keys].join(', ')}
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)))`;
}

const DAYS_TO_COME = 10;
const ENTITIES_TO_COME = 200;
const DAY_MS = 86_400_000;
/** In the evening, at no time that the key of a row which is not made up is likely to have. */
const KNOWN_AFTER_MS = 22 * 3_600_000 - 7;

/**
 * SQL of rows made up about the ten days after the as-of time, weekends too, known in the evening of each: of entities that
 * are known (200 at most), and of some that nobody has heard of. Their values are garbage or the plausible number 1.
 */
export function futureRows({ files, schema }: Omit<DatasetFiles, 'name'>, asOf: Instant, salt: string): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const midnight = Math.floor(Date.parse(asOf) / DAY_MS) * DAY_MS;
  const event = `(${midnight} + day * ${DAY_MS})::BIGINT`;
  const keys = [
    ...(entity === undefined ? [] : [`name AS ${entity}`]),
    `epoch_ms(${event}) AS ${eventTime}`,
    `epoch_ms(${event} + ${KNOWN_AFTER_MS}) AS ${knowledgeTime}`,
  ];
  const hash = keyHash({ schema }, salt);
  const plausible = { double: '1::DOUBLE', string: "'poison'", timestamp: `epoch_ms(${midnight}::BIGINT)` };
  const values = valueColumns(schema).map(({ name, type }) => {
    const cases = GARBAGE[type].map((garbage, kind) => `WHEN ${kind} THEN ${garbage}`).join(' ');
    return `CASE ${hash} % ${POISON_KINDS.length} ${cases} ELSE ${plausible[type]} END AS ${quoteIdentifier(name)}`;
  });
  const known = `SELECT name FROM (SELECT DISTINCT ${entity ?? "''"} AS name FROM ${parquetRelation(files)})
    ORDER BY md5_number_lower('${salt}' || name), name LIMIT ${ENTITIES_TO_COME}`;
  const names =
    entity === undefined
      ? "(SELECT '' AS name)"
      : `((${known}) UNION ALL SELECT unnest(['!poison ${salt}', 'poison ${salt}', '~poison ${salt}']))`;
  return `(SELECT ${[...columnsOf(schema), ...values].join(', ')} FROM (
    SELECT ${keys.join(', ')} FROM ${names} CROSS JOIN range(1, ${DAYS_TO_COME + 1}) t(day)))`;
}

function columnsOf(schema: Rows['schema']): string[] {
  return schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => quoteIdentifier(name));
}

/**
 * SQL of restated history: the known rows as revisions of themselves that are known a millisecond after the as-of time, or
 * up to 300 days later. Of an event with several revisions the latest is restated.
 *
 * @param limit - Of the rows; the ones with the smallest hashes.
 */
export function restatedRows(
  { files, schema }: Omit<DatasetFiles, 'name'>,
  asOf: Instant,
  { limit, salt }: { limit: number; salt: string },
): string {
  const { entity, eventTime, knowledgeTime } = keyColumns(schema);
  const hash = keyHash({ schema }, salt);
  const event = [...(entity === undefined ? [] : [entity]), eventTime].join(', ');
  const at = Date.parse(asOf);
  const columns = schema.columns.map(({ name, role }) =>
    role === 'knowledge_time'
      ? `epoch_ms(${at}::BIGINT + CASE "#hash" % 2 WHEN 0 THEN 1 ELSE (1 + "#hash" % 300)::BIGINT * ${DAY_MS} END) AS ${knowledgeTime}`
      : quoteIdentifier(name),
  );
  return `(SELECT ${columns.join(', ')} FROM (
    SELECT * FROM (SELECT *, ${hash} AS "#hash" FROM ${parquetRelation(files)} ORDER BY "#hash" LIMIT ${Math.trunc(limit)})
    QUALIFY row_number() OVER (PARTITION BY ${event} ORDER BY ${knowledgeTime} DESC) = 1))`;
}
