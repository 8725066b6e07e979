import { checkRows, type RowFacts, type WriteRules } from './check-rows.ts';
import type { ColumnarTable } from './columnar-table.ts';
import type { DatasetIssue } from './dataset-issue.ts';
import type { DuckDb } from './duckdb.ts';
import { quoteIdentifier } from './sql.ts';
import { stageRows, stageTable } from './stage-rows.ts';
import { STAGED } from './staged-rows.ts';
import type { UploadedFile } from './uploaded-file.ts';
import { type WrittenPart, writeParts } from './write-parts.ts';

/** Either the facts of rows that a write takes, or what is wrong with them. */
export type DatasetValidation =
  | { readonly accepted: true; readonly facts: RowFacts }
  | { readonly accepted: false; readonly issues: readonly [DatasetIssue, ...DatasetIssue[]] };

/** Reads uploaded files by a schema and judges them by the rules of the write; see stageRows and checkRows for the codes. */
export async function validateDataset(
  db: DuckDb,
  files: readonly UploadedFile[],
  rules: WriteRules,
): Promise<DatasetValidation> {
  const [unreadable, ...more] = await stageRows(db, files, rules.schema);
  if (unreadable !== undefined) return { accepted: false, issues: [unreadable, ...more] };
  return judgeStaged(db, rules);
}

/** Judges rows in memory, at least one, by the rules of the write, and stages them as uploaded ones are. */
export async function validateTable(db: DuckDb, table: ColumnarTable, rules: WriteRules): Promise<DatasetValidation> {
  await stageTable(db, table, rules.schema);
  return judgeStaged(db, rules);
}

async function judgeStaged(db: DuckDb, rules: WriteRules): Promise<DatasetValidation> {
  const { issues, facts } = await checkRows(db, STAGED, rules);
  const [first, ...rest] = issues;
  return first === undefined ? { accepted: true, facts } : { accepted: false, issues: [first, ...rest] };
}

/** Writes the rows that were staged last, and accepted, as Parquet parts into a folder; NaN becomes missing. */
export async function writeAcceptedParts(
  db: DuckDb,
  schema: WriteRules['schema'],
  directory: string,
): Promise<WrittenPart[]> {
  const columns = schema.columns.map(({ name, type }) => {
    const quoted = quoteIdentifier(name);
    return type === 'double' ? `CASE WHEN isnan(${quoted}) THEN NULL ELSE ${quoted} END AS ${quoted}` : quoted;
  });
  return writeParts(db, { relation: `(SELECT ${columns.join(', ')} FROM ${STAGED})`, schema, directory });
}
