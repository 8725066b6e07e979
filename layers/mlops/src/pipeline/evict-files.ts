import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface Eviction {
  /** Bytes that may stay. */
  readonly limitBytes: number;
  /** Files used since then, in epoch ms, may be in use and stay, whatever the limit. */
  readonly usedSinceMs: number;
}

/**
 * Removes files of a folder, the least recently used first (by modification time, which whoever uses a file sets), until
 * the rest fits the limit. A file that another process removes meanwhile is gone all the same.
 */
export async function evictFiles(directory: string, { limitBytes, usedSinceMs }: Eviction): Promise<void> {
  const files: { path: string; bytes: number; usedMs: number }[] = [];
  for (const name of await readdir(directory)) {
    const path = join(directory, name);
    const found = await stat(path).catch(absent);
    if (found?.isFile()) files.push({ path, bytes: found.size, usedMs: found.mtimeMs });
  }
  let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  for (const file of files.toSorted((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= limitBytes || file.usedMs >= usedSinceMs) return;
    await rm(file.path, { force: true });
    bytes -= file.bytes;
  }
}

/** Gone since the folder was listed. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
  throw error;
}
