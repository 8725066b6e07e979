import { stat } from 'node:fs/promises';
import { type Instant, InvalidInputError } from '@optaic/mlops/base';
import { type Column, ColumnSchema, type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import type { DuckDb } from '../duckdb.ts';
import type { RowRecord } from '../row-records.ts';
import { fileRelation, presentColumns, type UploadedFile } from '../uploaded-file.ts';
import { validateDataset } from '../validate-dataset.ts';
import { columnFindings } from './column-findings.ts';
import { type ColumnRoles, findRoles, type KeyRole } from './column-roles.ts';
import { type EventRhythm, findRhythm } from './event-rhythm.ts';
import { type FileRows, fileRows } from './file-rows.ts';
import type { InspectionFinding } from './finding.ts';
import { judgeKnowledge, judgeWithoutKnowledge, type KnowledgeJudgement } from './judge-knowledge.ts';
import { type ColumnProfile, type ProfiledColumn, profileColumns } from './profile-columns.ts';
import { ADDED_KNOWLEDGE_TIME, roleFindings } from './role-findings.ts';
import { wideTable } from './wide-table.ts';

/** A column with the part it would play in a dataset, and what says so. */
export interface InspectedColumn extends ColumnProfile {
  readonly role: Column['role'];
  readonly because?: string;
}

/** What a file of rows would be as a dataset. */
export interface FileInspection {
  readonly format: UploadedFile['format'];
  readonly bytes: number;
  readonly rows: number;
  readonly columns: readonly InspectedColumn[];
  readonly key: {
    /** Those of entity, event_time and knowledge_time that were found. */
    readonly columns: readonly string[];
    /** Rows that share their key with an earlier row. */
    readonly duplicates: number;
    /** The first ten keys that several rows have. */
    readonly examples: readonly RowRecord[];
    /** Rows about an (entity, event_time) that an earlier row is about: revisions, where knowledge times part them. */
    readonly revisions: number;
  };
  /** Absent without an event time. */
  readonly knowledge?: KnowledgeJudgement;
  readonly rhythm?: EventRhythm;
  /** What would refuse an upload comes first. */
  readonly findings: readonly InspectionFinding[];
  /** To create the dataset with; absent while no event time is found or a name fits no schema. */
  readonly schema?: DatasetSchema;
}

const COLUMN_LIMIT = 2_000;

/**
 * Says what a file would be as a dataset, before it is uploaded: the parts its columns play, by name and by content; what
 * they hold; which grade its knowledge times could have; what is missing, with the next step; and a schema to start from.
 * A file that looks complete is read as its upload would be, so that what would be refused is known now.
 *
 * @param now - The write's knowledge date: rows known later are refused.
 * @throws {InvalidInputError} `dataset.file_empty`, `dataset.file_unreadable`, `dataset.too_many_columns`.
 */
export async function inspectFile(
  db: DuckDb,
  file: UploadedFile,
  { now }: { readonly now: Instant },
): Promise<FileInspection> {
  const { size: bytes } = await stat(file.path);
  const profiles = await readable(file, async () => profileFile(db, file, bytes));
  const [first] = profiles;
  const rows = first === undefined ? 0 : first.present + first.missing;
  if (rows === 0) throw emptyFile('has no rows');
  const source = fileRelation(
    file,
    profiles.map(({ name }) => name),
  );
  const contents = fileRows(db, source, profiles);
  const roles = await findRoles(profiles, contents);
  const event = roles.event_time?.name;
  const rhythm = event === undefined ? undefined : await findRhythm(db, contents, event);
  const knowledge = event === undefined ? undefined : await judge(contents, event, roles, rhythm);
  const schema = knowledge === undefined ? undefined : schemaOf(profiles, roles, rhythm, knowledge);
  const key = await keyOf(contents, profiles, roles);
  const findings = [
    ...columnFindings(file, profiles, roles),
    ...roleFindings(roles, key, knowledge),
    ...wideTable(profiles, roles),
    // Without a knowledge time and without a rule there is nothing yet to upload.
    ...(schema !== undefined && (roles.knowledge_time ?? schema.derivation) !== undefined
      ? await uploadFindings(db, file, schema, now)
      : []),
  ];
  return {
    format: file.format,
    bytes,
    rows,
    columns: profiles.map((profile) => inspected(profile, roles)),
    key,
    ...(knowledge === undefined ? {} : { knowledge }),
    ...(rhythm === undefined ? {} : { rhythm }),
    findings: [...findings.filter(({ refuses }) => refuses), ...findings.filter(({ refuses }) => !refuses)],
    ...(schema === undefined ? {} : { schema }),
  };
}

async function profileFile(db: DuckDb, file: UploadedFile, bytes: number): Promise<ProfiledColumn[]> {
  if (bytes === 0) throw emptyFile('is empty');
  const present = await presentColumns(db, file);
  if (present.length === 0) throw emptyFile('has no rows');
  if (present.length > COLUMN_LIMIT) {
    throw new InvalidInputError(
      'dataset.too_many_columns',
      `the file has ${present.length} columns; the limit is ${COLUMN_LIMIT}, so divide it over several datasets`,
    );
  }
  requireNames(present.map(([name]) => name));
  return profileColumns(db, file, present);
}

/** Without a name of its own a column cannot be spoken of. */
function requireNames(names: readonly string[]): void {
  const unnamed = names.indexOf('');
  if (unnamed >= 0) {
    throw new InvalidInputError(
      'dataset.column_unnamed',
      `column ${unnamed + 1} of the header has no name; name it, or leave it out (in pandas, to_csv with index=False)`,
    );
  }
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name.toLowerCase())) {
      throw new InvalidInputError(
        'dataset.column_repeated',
        `the file has column "${name.slice(0, 63)}" more than once (case does not part names); keep one, or rename it`,
      );
    }
    seen.add(name.toLowerCase());
  }
}

/** DuckDB says where a file stops being what its name says. */
async function readable<T>({ format, path }: UploadedFile, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    // Only what DuckDB itself says is about the file: its errors have no name of their own.
    if (!(error instanceof Error) || error.name !== 'Error' || OWN_FAULT.test(error.message)) throw error;
    const [reason] = error.message.replaceAll(path, 'the file').split('\n');
    throw new InvalidInputError(
      'dataset.file_unreadable',
      `the file cannot be read as ${format}: ${reason?.slice(0, 300)}`,
      { cause: error },
    );
  }
}

const OWN_FAULT = /^(Out of Memory|INTERNAL|FATAL|Interrupt)|No space left/i;

function emptyFile(problem: string): InvalidInputError {
  return new InvalidInputError('dataset.file_empty', `the file ${problem}; it needs at least one row`);
}

function judge(
  contents: FileRows,
  event: string,
  roles: ColumnRoles,
  rhythm: EventRhythm | undefined,
): Promise<KnowledgeJudgement> | KnowledgeJudgement {
  const { knowledge_time: knowledge } = roles;
  return knowledge === undefined
    ? judgeWithoutKnowledge(event, rhythm)
    : judgeKnowledge(contents, event, knowledge.name);
}

function inspected({ value: _sql, ...profile }: ProfiledColumn, roles: ColumnRoles): InspectedColumn {
  const role = roleOf(profile.name, roles);
  const because = role === 'value' ? undefined : roles[role]?.because;
  return { ...profile, role, ...(because === undefined ? {} : { because }) };
}

function roleOf(name: string, roles: ColumnRoles): Column['role'] {
  const keys: readonly KeyRole[] = ['entity', 'event_time', 'knowledge_time'];
  return keys.find((key) => roles[key]?.name === name) ?? 'value';
}

async function keyOf(
  contents: FileRows,
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
): Promise<FileInspection['key']> {
  const keys = ['entity', 'event_time', 'knowledge_time'] as const;
  const found = keys.flatMap((key) => profiles.filter(({ name }) => name === roles[key]?.name));
  if (roles.event_time === undefined) {
    return { columns: found.map(({ name }) => name), duplicates: 0, examples: [], revisions: 0 };
  }
  const event = found.filter(({ name }) => name !== roles.knowledge_time?.name);
  const duplicates = await contents.repeats(found);
  return {
    columns: found.map(({ name }) => name),
    duplicates,
    examples: duplicates === 0 ? [] : await contents.repeated(found),
    revisions: (await contents.repeats(event)) - duplicates,
  };
}

/** A schema to start from; undefined while a name fits none. */
function schemaOf(
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
  rhythm: EventRhythm | undefined,
  { knowledgeGrade, rule, derivation }: KnowledgeJudgement,
): DatasetSchema | undefined {
  if (!profiles.every(({ name }) => ColumnSchema.shape.name.safeParse(name).success)) return undefined;
  const added = { name: ADDED_KNOWLEDGE_TIME, role: 'knowledge_time', type: 'timestamp', nullable: false } as const;
  const columns = profiles.map(({ name, type, missing }): Column => {
    const role = roleOf(name, roles);
    return { name, role, type: role === 'entity' ? 'string' : type, nullable: role === 'value' && missing > 0 };
  });
  const schema = DatasetSchemaSchema.safeParse({
    columns: [...columns, ...(roles.knowledge_time === undefined ? [added] : [])],
    knowledgeGrade,
    ...(rule === undefined ? {} : { knowledgeRule: rule }),
    ...(derivation === undefined ? {} : { derivation }),
    ...(rhythm === undefined || rhythm.every === 'irregular'
      ? {}
      : { updateFrequency: { every: rhythm.every, calendar: rhythm.calendar } }),
  });
  return schema.data;
}

/** What an upload of the file with this schema would be told. */
async function uploadFindings(
  db: DuckDb,
  file: UploadedFile,
  schema: DatasetSchema,
  now: Instant,
): Promise<InspectionFinding[]> {
  const judged = await validateDataset(db, [file], { schema, knowledgeAsOf: now, allowBackfill: false });
  if (judged.accepted) return [];
  return judged.issues.map(({ code, message, rows }) => ({
    code,
    refuses: true,
    message,
    next: 'an upload is refused with this code until it is corrected',
    ...(rows.length === 0 ? {} : { rows }),
  }));
}
