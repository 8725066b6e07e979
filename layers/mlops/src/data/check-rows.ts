import type { Instant } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import { numberColumn, readTable } from './columnar-table.ts';
import { keyColumns } from './dataset-columns.ts';
import type { DatasetIssue } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import { type DatasetPart, instantAt, type TimeBounds } from './manifest.ts';
import { type OffendingRows, offendingRows } from './offending-rows.ts';
import { parquetRelation, quoteIdentifier, timestampLiteral } from './sql.ts';

/** What a write is judged against, beside its own rows. */
export interface WriteRules {
  readonly schema: DatasetSchema;
  /** The write's own knowledge date: nobody can write what is known only later. */
  readonly knowledgeAsOf: Instant;
  /** What the new rows come on top of; absent for a first version or a replacement. */
  readonly base?: {
    readonly highWaterMark: Instant;
    readonly parts: readonly DatasetPart[];
    /** Parts on this machine; asked only for those that a new row could repeat a row of. */
    readonly files: (parts: readonly DatasetPart[]) => Promise<readonly string[]>;
  };
  /** Rows known before the high-water mark are refused without it. */
  readonly allowBackfill: boolean;
}

/** What rows are that a write takes. */
export interface RowFacts {
  readonly rows: number;
  /** Rows known before the high-water mark: more than 0 rewrite history. */
  readonly rowsBeforeHighWater: number;
  readonly minEventTime: Instant;
  readonly maxEventTime: Instant;
  readonly minKnowledgeTime: Instant;
  readonly maxKnowledgeTime: Instant;
}

/**
 * Judges typed rows by the rules of a write: `dataset.key_missing`, `dataset.value_missing`, `dataset.not_finite`,
 * `dataset.time_too_precise`, `dataset.text_with_nul`, `dataset.knowledge_before_event`, `dataset.knowledge_after_write`,
 * `dataset.rows_before_high_water`, `dataset.duplicate_key`; each with its count and first ten rows.
 *
 * @param relation - At least one row of the schema's columns, with `#file` and `#row`.
 */
export async function checkRows(
  db: DuckDb,
  relation: string,
  rules: WriteRules,
): Promise<{ issues: readonly DatasetIssue[]; facts: RowFacts }> {
  const { schema } = rules;
  const keys = schema.columns.filter(({ role }) => role !== 'value').map(({ name }) => name);
  const checks = rowRules(rules);
  const offending = await offendingRows(
    db,
    relation,
    checks.map(({ condition, column }) => ({
      condition,
      columns: [...keys, ...(column === undefined ? [] : [column])],
    })),
  );
  const issues: DatasetIssue[] = [];
  let rowsBeforeHighWater = 0;
  checks.forEach(({ code, reason }, index) => {
    const found = offending[index] ?? { count: 0, rows: [] };
    if (code === HIGH_WATER_CODE) rowsBeforeHighWater = found.count;
    if (found.count > 0 && !(code === HIGH_WATER_CODE && rules.allowBackfill)) issues.push(issue(code, reason, found));
  });
  issues.push(...(await duplicates(db, relation, rules, keys)));
  return { issues, facts: { rowsBeforeHighWater, ...(await bounds(db, relation, schema)) } };
}

const HIGH_WATER_CODE = 'dataset.rows_before_high_water';

function issue(code: DatasetIssue['code'], reason: string, { count, rows }: OffendingRows): DatasetIssue {
  const [first] = rows;
  const values = Object.entries(first?.values ?? {}).map(
    ([name, value]) => `${name} ${value?.slice(0, 40) ?? '(missing)'}`,
  );
  return {
    code,
    count,
    rows,
    message: `${count} ${reason}; first: file ${first?.file}, row ${first?.row}, ${values.join(', ')}`,
  };
}

interface RowRule {
  readonly code: DatasetIssue['code'];
  readonly condition: string;
  /** "3 <reason>; first: …" */
  readonly reason: string;
  /** The column shown beside the keys. */
  readonly column?: string;
}

function rowRules({ schema, knowledgeAsOf, base }: WriteRules): RowRule[] {
  const { eventTime, knowledgeTime } = keyColumns(schema);
  const checks: RowRule[] = [];
  for (const { name, role, type, nullable } of schema.columns) {
    const quoted = quoteIdentifier(name);
    if (role !== 'value') {
      const missing = type === 'string' ? `coalesce(${quoted}, '') = ''` : `${quoted} IS NULL`;
      checks.push({
        code: 'dataset.key_missing',
        condition: missing,
        reason: `rows have no "${name}", part of their key`,
        column: name,
      });
    } else if (!nullable) {
      checks.push({
        code: 'dataset.value_missing',
        condition: `${quoted} IS NULL`,
        reason: `rows have no "${name}", which the schema does not let be missing`,
        column: name,
      });
    }
    if (type === 'double') {
      const condition = nullable ? `isinf(${quoted})` : `${quoted} IS NOT NULL AND NOT isfinite(${quoted})`;
      checks.push({
        code: 'dataset.not_finite',
        condition,
        reason: `values of "${name}" are not finite`,
        column: name,
      });
    }
    if (type === 'timestamp') {
      checks.push({
        code: 'dataset.time_too_precise',
        condition: `${quoted} <> date_trunc('millisecond', ${quoted})`,
        reason: `values of "${name}" are finer than a millisecond; round knowledge times up`,
        column: name,
      });
    }
  }
  for (const { name } of schema.columns.filter(({ type }) => type === 'string')) {
    checks.push({
      code: 'dataset.text_with_nul',
      condition: `contains(${quoteIdentifier(name)}, chr(0))`,
      reason: `texts of "${name}" have a NUL character, which no text may`,
      column: name,
    });
  }
  if (!schema.scheduled) {
    checks.push({
      code: 'dataset.knowledge_before_event',
      condition: `${knowledgeTime} < ${eventTime}`,
      reason: 'rows are known before their event, which only a scheduled dataset allows',
    });
  }
  checks.push({
    code: 'dataset.knowledge_after_write',
    condition: `${knowledgeTime} > ${timestampLiteral(knowledgeAsOf)}`,
    reason: `rows are known later than the write's own knowledge date ${knowledgeAsOf}`,
  });
  if (base !== undefined) {
    checks.push({
      code: HIGH_WATER_CODE,
      condition: `${knowledgeTime} < ${timestampLiteral(base.highWaterMark)}`,
      reason: `rows are known before the high-water mark ${base.highWaterMark}, which rewrites history; ask for a backfill if that is meant`,
    });
  }
  return checks;
}

/** The cost of rows without duplicates is one grouping of their keys, and one join with the stored rows of their times. */
async function duplicates(
  db: DuckDb,
  relation: string,
  { schema, base }: WriteRules,
  keys: readonly string[],
): Promise<DatasetIssue[]> {
  const key = keys.map(quoteIdentifier).join(', ');
  const distinct = await countOf(db, `(SELECT DISTINCT ${key} FROM ${relation})`);
  if (distinct < (await countOf(db, relation))) {
    const repeated = `(SELECT ${key}, "#file", "#row" FROM ${relation}
      QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY "#file", "#row") > 1)`;
    const [within] = await offendingRows(db, repeated, [{ condition: 'true', columns: keys }]);
    return [issue('dataset.duplicate_key', 'rows repeat the key of an earlier row of the upload', within ?? NO_ROWS)];
  }
  if (base === undefined) return [];

  // Only rows known by the high-water mark can repeat stored ones: where there are none, nothing stored is read.
  const { eventTime, knowledgeTime } = keyColumns(schema);
  const known = `(SELECT ${key}, "#file", "#row" FROM ${relation} WHERE ${knowledgeTime} <= ${timestampLiteral(base.highWaterMark)})`;
  const { rows, ...times } = await bounds(db, known, schema);
  const met = base.parts.filter((part) => rows > 0 && overlap(part, times));
  if (met.length === 0) return [];
  const stored = `(SELECT ${key} FROM ${parquetRelation(await base.files(met))}
    WHERE ${eventTime} BETWEEN ${timestampLiteral(times.minEventTime)} AND ${timestampLiteral(times.maxEventTime)}
      AND ${knowledgeTime} BETWEEN ${timestampLiteral(times.minKnowledgeTime)} AND ${timestampLiteral(times.maxKnowledgeTime)})`;
  const again = `(SELECT n.* FROM ${known} n SEMI JOIN ${stored} o USING (${key}))`;
  const [found = NO_ROWS] = await offendingRows(db, again, [{ condition: 'true', columns: keys }]);
  if (found.count === 0) return [];
  const reason = 'rows repeat the key of a row the dataset has; a revision needs a later knowledge time';
  return [issue('dataset.duplicate_key', reason, found)];
}

const NO_ROWS: OffendingRows = { count: 0, rows: [] };

function overlap(left: TimeBounds, right: TimeBounds): boolean {
  return (
    left.minEventTime <= right.maxEventTime &&
    right.minEventTime <= left.maxEventTime &&
    left.minKnowledgeTime <= right.maxKnowledgeTime &&
    right.minKnowledgeTime <= left.maxKnowledgeTime
  );
}

async function countOf(db: DuckDb, relation: string): Promise<number> {
  const table = await readTable(db, `SELECT count(*)::DOUBLE AS rows FROM ${relation}`, [
    { name: 'rows', type: 'double' },
  ]);
  return numberColumn(table, 'rows')[0] ?? 0;
}

async function bounds(db: DuckDb, relation: string, schema: DatasetSchema) {
  const { eventTime, knowledgeTime } = keyColumns(schema);
  const times = [`min(${eventTime})`, `max(${eventTime})`, `min(${knowledgeTime})`, `max(${knowledgeTime})`];
  const names = ['rows', 'minEvent', 'maxEvent', 'minKnowledge', 'maxKnowledge'];
  const expressions = ['count(*)::DOUBLE', ...times.map((time) => `epoch_ms(${time})::DOUBLE`)];
  const table = await readTable(
    db,
    `SELECT ${expressions.map((expression, index) => `${expression} AS ${names[index]}`).join(', ')} FROM ${relation}`,
    names.map((name) => ({ name, type: 'double' })),
  );
  const value = (name: string) => numberColumn(table, name)[0] ?? 0;
  // Key columns may be all missing; the issues say so, and the epoch stands in.
  const time = (name: string) => instantAt(Number.isNaN(value(name)) ? 0 : value(name));
  return {
    rows: value('rows'),
    minEventTime: time('minEvent'),
    maxEventTime: time('maxEvent'),
    minKnowledgeTime: time('minKnowledge'),
    maxKnowledgeTime: time('maxKnowledge'),
  };
}
