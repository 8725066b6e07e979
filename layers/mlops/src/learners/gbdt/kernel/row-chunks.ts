/** Rows of one task where rows are shared out. */
const CHUNK_ROWS = 32_768;

/** The rows [begin, end) in pieces. */
export function rowChunks(begin: number, end: number): { begin: number; end: number }[] {
  return Array.from({ length: Math.ceil((end - begin) / CHUNK_ROWS) }, (_, i) => ({
    begin: begin + i * CHUNK_ROWS,
    end: Math.min(end, begin + (i + 1) * CHUNK_ROWS),
  }));
}
