import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';

/** A part of an object's bytes: one immutable file. */
export interface Segment {
  readonly blob: string;
  readonly size: number;
}

/** Immutable files; a file counts only once the index names it, so one that was half written when we died is rubbish. */
export interface BlobStore {
  /** On the disk, fsynced, when the promise resolves; nothing is left when it rejects. */
  write(chunks: AsyncIterable<Uint8Array>): Promise<Segment>;
  /** Bytes `start` to `end`, both included, of the segments in a row. */
  read(segments: readonly Segment[], start: number, end: number): Readable;
  /** Files that are being read go when their readers are done. */
  remove(segments: readonly Segment[]): Promise<void>;
  /** Removes the files that are not in use. */
  sweep(used: ReadonlySet<string>): Promise<void>;
}

export async function openBlobStore(directory: string): Promise<BlobStore> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const readers = new Map<string, number>();
  const doomed = new Set<string>();
  const pathOf = (blob: string) => join(directory, blob);

  async function syncDirectory(): Promise<void> {
    // Windows cannot open a folder; NTFS journals its entries itself.
    if (process.platform === 'win32') return;
    const handle = await open(directory);
    await handle.sync().finally(() => handle.close());
  }

  async function release(segments: readonly Segment[]): Promise<void> {
    for (const { blob } of segments) {
      const left = (readers.get(blob) ?? 1) - 1;
      if (left > 0) readers.set(blob, left);
      else {
        readers.delete(blob);
        if (doomed.delete(blob)) await rm(pathOf(blob), { force: true });
      }
    }
  }

  return {
    async write(chunks) {
      const blob = randomUUID();
      try {
        const handle = await open(pathOf(blob), 'wx', 0o600);
        let size = 0;
        try {
          for await (const chunk of chunks) {
            await handle.writeFile(chunk);
            size += chunk.length;
          }
          await handle.sync();
        } finally {
          await handle.close();
        }
        await syncDirectory();
        return { blob, size };
      } catch (error) {
        await rm(pathOf(blob), { force: true }).catch(() => {});
        throw error;
      }
    },
    read(segments, start, end) {
      for (const { blob } of segments) readers.set(blob, (readers.get(blob) ?? 0) + 1);
      const stream = Readable.from(bytes(segments, start, end, pathOf), { objectMode: false });
      // What cannot be removed now is swept at the next start.
      stream.once('close', () => void release(segments).catch(() => {}));
      return stream;
    },
    async remove(segments) {
      for (const { blob } of segments) {
        if (readers.has(blob)) doomed.add(blob);
        else await rm(pathOf(blob), { force: true });
      }
    },
    async sweep(used) {
      for (const blob of await readdir(directory)) {
        if (!used.has(blob)) await rm(pathOf(blob), { force: true });
      }
    },
  };
}

async function* bytes(
  segments: readonly Segment[],
  start: number,
  end: number,
  pathOf: (blob: string) => string,
): AsyncGenerator<Buffer> {
  let offset = 0;
  for (const { blob, size } of segments) {
    const from = Math.max(start - offset, 0);
    const to = Math.min(end - offset, size - 1);
    if (from <= to) yield* createReadStream(pathOf(blob), { start: from, end: to, highWaterMark: 256 * 1024 });
    offset += size;
  }
}
