import type { FileInspection, InspectedColumn, InspectionFinding } from '@optaic/mlops/data/inspect';
import { formatBytes } from '../../status-line.ts';
import { formatTable } from '../../table.ts';

interface NextStep {
  /** Where the request to create the dataset was written. */
  readonly schemaOut: string | undefined;
  /** The dataset's name; undefined while there is no schema. */
  readonly name: string | undefined;
}

/** Columns beyond these are counted. */
const SHOWN_COLUMNS = 60;

/** An inspection as people read it. */
export function describeInspection(file: string, inspection: FileInspection, step: NextStep): string {
  const { format, bytes, rows, columns, key, knowledge, rhythm, findings } = inspection;
  const facts: readonly (readonly [string, string])[] = [
    ['key', key.columns.length === 0 ? 'none found' : key.columns.join(', ')],
    ['repeated', `${key.duplicates.toLocaleString('en')} rows with the key of an earlier one`],
    ['revisions', key.revisions.toLocaleString('en')],
    ...(rhythm === undefined ? [] : [['events', `${rhythm.every}, on ${rhythm.calendar} days`] as const]),
    ...(knowledge === undefined
      ? []
      : [['knowledge', `grade ${knowledge.grade} (${knowledge.knowledgeGrade}): ${knowledge.because}`] as const]),
    ...(knowledge?.rule === undefined ? [] : [['rule', knowledge.rule] as const]),
  ];
  return [
    `${file}: ${format}, ${rows.toLocaleString('en')} rows × ${columns.length} columns, ${formatBytes(bytes)}`,
    '',
    columnTable(columns.slice(0, SHOWN_COLUMNS)),
    ...(columns.length > SHOWN_COLUMNS ? [`… and ${columns.length - SHOWN_COLUMNS} more (--json has all)`] : []),
    '',
    ...facts.map(([label, value]) => `${label.padEnd(9)}  ${value}`),
    ...(findings.length === 0 ? [] : ['', ...findings.flatMap(describeFinding)]),
    '',
    nextStep(file, findings, step),
  ].join('\n');
}

function columnTable(columns: readonly InspectedColumn[]): string {
  return formatTable(
    ['column', 'role', 'by', 'type', 'missing', 'distinct ≈', 'from', 'to'],
    columns.map(({ name, role, because, type, dateShape, missingShare, distinct, minimum, maximum }) => [
      name,
      role,
      because?.split(':')[0]?.replace('its ', '') ?? '',
      dateShape === undefined ? type : `${type} (${dateShape})`,
      `${(missingShare * 100).toFixed(missingShare > 0 && missingShare < 0.1 ? 1 : 0)}%`,
      distinct.toLocaleString('en'),
      shown(minimum),
      shown(maximum),
    ]),
  );
}

function shown(value: string | number | null): string {
  if (value === null) return '–';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return value.endsWith('T00:00:00.000Z') ? value.slice(0, 10) : value;
}

function describeFinding({ code, refuses, message, next, rows = [] }: InspectionFinding): string[] {
  const lines = [`${refuses ? '✗' : '!'} ${message} (${code})`, `  → ${next}`];
  if (rows.length === 0) return lines;
  const headers = Object.keys(rows[0]?.values ?? {});
  const table = formatTable(
    ['row', ...headers],
    rows.map(({ row, values }) => [String(row), ...headers.map((header) => values[header] ?? '')]),
  );
  return [...lines, ...table.split('\n').map((line) => `  ${line}`)];
}

function nextStep(file: string, findings: readonly InspectionFinding[], { schemaOut, name }: NextStep): string {
  const refused = findings.filter(({ refuses }) => refuses).length;
  if (refused > 0) {
    return `next: correct ${refused === 1 ? 'the point' : `the ${refused} points`} marked ✗, then inspect again; an upload as it stands is refused`;
  }
  const [path, before] =
    schemaOut === undefined
      ? ['dataset.json', `optaic datasets inspect ${shellWord(file)} --schema-out dataset.json; `]
      : [shellWord(schemaOut), ''];
  return `next: ${before}optaic datasets create ${path}; optaic datasets upload ${name} ${shellWord(file)}`;
}

/** A text as a shell takes it for one word. */
function shellWord(text: string): string {
  return /^[\w./:+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
