import { ColumnSchema } from '@optaic/mlops/registry/records';
import { STORED_TYPES, type UploadedFile } from '../uploaded-file.ts';
import type { ColumnRoles } from './column-roles.ts';
import type { InspectionFinding } from './finding.ts';
import type { ColumnProfile } from './profile-columns.ts';

/** Names of instruments that exchanges give to others later. */
const REUSED_NAMES = /^(ticker|tickersymbol|symbol|ric|stock|code)$/i;

/** What is to be said of single columns. */
export function columnFindings(
  { format }: Pick<UploadedFile, 'format'>,
  profiles: readonly ColumnProfile[],
  roles: ColumnRoles,
): InspectionFinding[] {
  return profiles.flatMap((profile) => [
    ...(profiles.length === 1 ? delimiterOf(profile) : []),
    ...nameOf(profile),
    ...shapeOf(profile),
    ...placeholdersOf(profile),
    ...(format === 'parquet' ? storedTypeOf(profile, roles) : []),
    ...(profile.present === 0 ? [empty(profile)] : []),
    ...(profile.name === roles.entity?.name && REUSED_NAMES.test(profile.name) ? [reused(profile)] : []),
  ]);
}

function delimiterOf({ name }: ColumnProfile): InspectionFinding[] {
  const other = /[;\t|]/.exec(name)?.[0];
  if (other === undefined) return [];
  const shown = other === '\t' ? 'tab' : `"${other}"`;
  return [
    {
      code: 'inspect.delimiter',
      refuses: true,
      message: `the header is one column, "${name.slice(0, 60)}", with ${shown} in it`,
      next: 'write the file with commas between its columns',
    },
  ];
}

function nameOf({ name }: ColumnProfile): InspectionFinding[] {
  if (ColumnSchema.shape.name.safeParse(name).success) return [];
  return [
    {
      code: 'inspect.column_name',
      refuses: true,
      message: `column "${name.slice(0, 63)}" has a name that no schema takes`,
      next: 'rename it: a letter or _, then letters, digits and _, at most 63 characters',
    },
  ];
}

function shapeOf({
  name,
  type,
  dateShape,
  otherShape,
  unreadable,
  unreadableExample,
}: ColumnProfile): InspectionFinding[] {
  const findings: InspectionFinding[] = [];
  if (otherShape !== undefined) {
    findings.push({
      code: 'inspect.date_ambiguous',
      refuses: true,
      message: `dates of "${name}" fit ${dateShape} and ${otherShape} alike`,
      next: 'find out which it is, and write them as 2019-12-31',
    });
  } else if (dateShape !== undefined) {
    findings.push({
      code: 'inspect.date_shape',
      refuses: true,
      message: `dates of "${name}" are written ${dateShape}`,
      next: 'write them as 2019-12-31, or 2019-12-31T21:00:00Z where the time of day matters',
    });
  }
  if (unreadable > 0) {
    findings.push({
      code: 'inspect.value_unreadable',
      refuses: true,
      message: `"${name}" has ${type === 'double' ? 'numbers' : 'times'}, but ${unreadable} values are none, such as "${unreadableExample}"`,
      next: 'correct them, or leave them empty where the value is missing',
    });
  }
  return findings;
}

function placeholdersOf({ name, placeholders, type }: ColumnProfile): InspectionFinding[] {
  if (placeholders === 0) return [];
  return [
    {
      code: 'inspect.missing_word',
      refuses: true,
      message: `"${name}" has a word for missing (NA, NULL, -, …) ${placeholders} times among ${type === 'double' ? 'numbers' : 'times'}`,
      next: 'leave them empty',
    },
  ];
}

function storedTypeOf({ name, type, storedType }: ColumnProfile, roles: ColumnRoles): InspectionFinding[] {
  const wanted = name === roles.entity?.name ? 'string' : type;
  if (STORED_TYPES[wanted].test(storedType)) return [];
  const names = { string: 'text', timestamp: 'a date or timestamp', double: 'a number' };
  return [
    {
      code: 'inspect.stored_type',
      refuses: true,
      message: `column "${name}" is stored as ${storedType}; it should be ${names[wanted]}`,
      next: `cast it before writing the Parquet file`,
    },
  ];
}

function empty({ name }: ColumnProfile): InspectionFinding {
  return {
    code: 'inspect.column_empty',
    refuses: false,
    message: `column "${name}" has no value at all`,
    next: 'leave it out, unless later files fill it',
  };
}

function reused({ name }: ColumnProfile): InspectionFinding {
  return {
    code: 'inspect.entity_not_permanent',
    refuses: false,
    message: `"${name}" looks like a name that changes hands: a delisted company's ticker is given to another`,
    next: 'use a permanent id (PERMNO, FIGI, a number of your own) if the history is long',
  };
}
