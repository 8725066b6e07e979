import { readFile, writeFile } from 'node:fs/promises';
import { NotFoundError } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { ObjectStore } from './object-store.ts';
import { withJson } from './with-json.ts';

export interface MemoryObjectStore extends ObjectStore {
  /** Everything stored, by key; a test may look or tamper. */
  readonly objects: Map<string, Uint8Array>;
}

/** An object store in memory, for tests and offline tools. */
export function createMemoryObjectStore(): MemoryObjectStore {
  const objects = new Map<string, Uint8Array>();

  const read = async (key: string) => {
    const body = objects.get(key);
    if (!body) throw new NotFoundError('object.not_found', `no object ${key} in memory`);
    return body.slice();
  };
  const writeOnce = async (key: string, body: Uint8Array) => {
    if (!objects.has(key)) objects.set(key, body.slice());
    return read(key);
  };
  const store = withJson({
    read,
    writeOnce,
    download: async (key, path) => writeFile(path, await read(key)),
    uploadOnce: async (key, path) => {
      const stored = await writeOnce(key, await readFile(path));
      return { sha256: sha256Hex(stored), bytes: stored.length };
    },
  });
  return { ...store, objects };
}
