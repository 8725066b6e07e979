import { open } from 'node:fs/promises';

/** Room for 10,000 column names of 63 characters. */
const HEADER_LIMIT_BYTES = 1 << 20;

/**
 * The column names of a CSV file: its first line, without a byte order mark, split at commas; a quoted name may hold
 * commas and doubled quotes. Read here, since DuckDB would guess where the header is.
 */
export async function csvHeader(path: string): Promise<string[]> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_LIMIT_BYTES), 0, HEADER_LIMIT_BYTES, 0);
    const [line = ''] = buffer
      .toString('utf8', 0, bytesRead)
      .replace(/^\uFEFF/, '')
      .split(/\r\n|\n|\r/, 1);
    return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
      ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
    );
  } finally {
    await file.close();
  }
}
