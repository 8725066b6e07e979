import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { csvRecords } from './csv-records.ts';

const directory = mkdtempSync(join(tmpdir(), 'optaic-csv-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function read(text: string): Promise<string[][]> {
  const file = join(directory, 'rows.csv');
  writeFileSync(file, text);
  return Array.fromAsync(csvRecords(file));
}

describe('csvRecords', () => {
  it('parts lines at commas, whichever way they end', async () => {
    expect(await read('a,b\r\n1,2\n\n3,\n4,5')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
      ['4', '5'],
    ]);
  });

  it('takes quoted cells with commas, quotes and line breaks in them', async () => {
    expect(await read('"a, b","say ""hi"""\r\n"two\nlines",x\n')).toEqual([
      ['a, b', 'say "hi"'],
      ['two\nlines', 'x'],
    ]);
  });

  it('drops a byte order mark, and finds nothing in an empty file', async () => {
    expect(await read('\uFEFFa\n1\n')).toEqual([['a'], ['1']]);
    expect(await read('')).toEqual([]);
  });

  it('reads what is longer than a piece of the file', async () => {
    const wide = Array.from({ length: 200_000 }, (_, i) => String(i));

    expect(await read(`${wide.join(',')}\n"${wide.join('\n')}",1\n`)).toEqual([wide, [wide.join('\n'), '1']]);
  });

  it('refuses a quote that is never closed', async () => {
    await expect(read('a,b\n"1,2\n')).rejects.toThrow(/never closed/);
  });
});
