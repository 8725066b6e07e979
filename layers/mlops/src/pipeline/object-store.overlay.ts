import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NotFoundError } from '@optaic/mlops/base';
import { fileSha256 } from '@optaic/mlops/data';
import type { ObjectStore } from './object-store.ts';
import { withJson } from './with-json.ts';

export interface OverlayOptions {
  readonly base: Pick<ObjectStore, 'read' | 'download'>;
  /** The only objects of the base that can be seen. */
  readonly visible: readonly string[];
  /** An existing, empty folder for what is written. */
  readonly directory: string;
}

/**
 * A store over another one: what is written stays in a folder and is read from there, and of the base only the named
 * objects can be seen. So a stage can be run again as it is, and neither finds nor touches what it once wrote.
 */
export function createOverlayStore({ base, visible, directory }: OverlayOptions): ObjectStore {
  const seen = new Set(visible);
  const pathOf = (key: string) => join(directory, createHash('sha256').update(key).digest('hex'));
  const requireVisible = (key: string) => {
    if (!seen.has(key)) throw new NotFoundError('object.not_found', `no object ${key} in the overlay`);
  };

  const read = async (key: string): Promise<Uint8Array> => {
    if (await exists(pathOf(key))) return readFile(pathOf(key));
    requireVisible(key);
    return base.read(key);
  };
  const placeOnce = async (key: string, place: (path: string) => Promise<void>): Promise<string> => {
    const path = pathOf(key);
    await mkdir(directory, { recursive: true });
    if (!(await exists(path))) await place(path);
    return path;
  };
  return withJson({
    read,
    download: async (key, path) => {
      if (await exists(pathOf(key))) return copyFile(pathOf(key), path);
      requireVisible(key);
      return base.download(key, path);
    },
    writeOnce: async (key, body) => readFile(await placeOnce(key, (path) => writeFile(path, body))),
    uploadOnce: async (key, from) => {
      const path = await placeOnce(key, (to) => copyFile(from, to));
      return { sha256: await fileSha256(path), bytes: (await stat(path)).size };
    },
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
