import type { TestRow } from './test-tables.ts';

/**
 * Tables of the hand-worked histories, written to be read: a line of names, then one line a row, cells parted by `|`. The
 * column `why` is for people. An instant may leave out its seconds (`2020-03-02 22:00`), `–` is a missing value.
 */
export function cellsOf(table: string): Record<string, string>[] {
  const [header = [], ...lines] = table
    .trim()
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()));
  return lines.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** The rows of a dataset: `entity` (unless it is a macro series), `event`, `known`, then its values. */
export function rowsOf(table: string): TestRow[] {
  return cellsOf(table).map(({ entity, event, known, why: _, ...values }) => ({
    ...(entity === undefined ? {} : { entity }),
    event: instantText(event),
    known: instantText(known),
    values: Object.fromEntries(
      Object.entries(values).map(([name, text]) => [name, text === '–' ? null : Number(text)]),
    ),
  }));
}

/** A date is its midnight, UTC. */
export function instantText(text: string): string {
  return new Date(text.includes(' ') ? `${text.replace(' ', 'T')}Z` : text).toISOString();
}

/** A date as an as-of time is the end of that day. */
export function asOfText(text: string): string {
  return text.includes(' ') ? instantText(text) : `${text}T23:59:59.999Z`;
}
