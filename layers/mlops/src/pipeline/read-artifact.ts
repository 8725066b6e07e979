import { IntegrityError, type Sha256 } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { ObjectStore } from './object-store.ts';

/**
 * Reads an object that a record pinned by its digest.
 *
 * @throws {IntegrityError} `artifact.digest_mismatch` when the bytes are others.
 */
export async function readArtifact(
  store: Pick<ObjectStore, 'read'>,
  { key, sha256 }: { key: string; sha256: Sha256 },
): Promise<Uint8Array> {
  const body = await store.read(key);
  const actual = sha256Hex(body);
  if (actual === sha256) return body;
  throw new IntegrityError(
    'artifact.digest_mismatch',
    `artifact ${key} has sha256 ${actual}, recorded is ${sha256}; it was damaged or replaced: restore its first version`,
  );
}
