import { createReadStream } from 'node:fs';
import { CliError } from '../cli-error.ts';

/** A quoted cell or a line longer than this is a file that is none. */
const LONGEST_RECORD = 64 * 2 ** 20;

/**
 * The records of a CSV file: commas, quotes as in RFC 4180, lines ending in LF or CRLF; empty lines are left out. It is
 * read as it comes, and as wide as it is: a hundred thousand columns are no matter.
 *
 * @throws {CliError} for a quote that is never closed or a record beyond 64 MiB.
 */
export async function* csvRecords(file: string): AsyncGenerator<string[]> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 1 << 20 })) {
    rest += isFirst ? String(chunk).replace(/^\uFEFF/, '') : String(chunk);
    isFirst = false;
    const end = rest.lastIndexOf('\n') + 1;
    const { records, consumed } = parseRecords(rest.slice(0, end));
    yield* records;
    rest = rest.slice(consumed);
    if (rest.length > LONGEST_RECORD) throw new CliError(`${file}: a record is longer than 64 MiB; is a quote open?`);
  }
  const { records, consumed } = parseRecords(`${rest}\n`);
  if (consumed <= rest.length && rest.trim() !== '')
    throw new CliError(`${file}: a quote in the last record is never closed`);
  yield* records;
}

/** The records of a text that ends in a line break; what follows an open quote is left. */
function parseRecords(text: string): { records: string[][]; consumed: number } {
  const records: string[][] = [];
  let consumed = 0;
  let quote = text.indexOf('"');
  while (consumed < text.length) {
    const line = text.indexOf('\n', consumed);
    if (quote !== -1 && quote < consumed) quote = text.indexOf('"', consumed);
    if (quote === -1 || quote > line) {
      // Nothing is quoted in this line: by far the most of them.
      const content = text.slice(consumed, text[line - 1] === '\r' && line > consumed ? line - 1 : line);
      if (content !== '') records.push(content.split(','));
      consumed = line + 1;
      continue;
    }
    const record = parseQuoted(text, consumed);
    if (record === undefined) break;
    records.push(record.cells);
    consumed = record.end;
  }
  return { records, consumed };
}

function parseQuoted(text: string, begin: number): { cells: string[]; end: number } | undefined {
  const cells: string[] = [];
  let i = begin;
  for (;;) {
    let cell = '';
    if (text[i] === '"') {
      for (i++; ; i++) {
        const close = text.indexOf('"', i);
        if (close === -1) return undefined;
        cell += text.slice(i, close);
        i = close + 1;
        if (text[i] !== '"') break;
        cell += '"';
      }
    }
    const [comma, line] = [text.indexOf(',', i), text.indexOf('\n', i)];
    if (line === -1) return undefined;
    const isLast = comma === -1 || line < comma;
    const end = isLast ? line : comma;
    cell += text.slice(i, end);
    cells.push(isLast ? cell.replace(/\r$/, '') : cell);
    i = end + 1;
    if (isLast) return { cells, end: i };
  }
}
