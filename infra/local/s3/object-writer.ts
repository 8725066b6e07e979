import type { KeyValueOperation } from '../key-value-store.ts';
import type { ServiceRequest } from '../service.ts';
import type { BlobStore, Segment } from './blob-store.ts';
import { assertWriteConditions } from './conditions.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { indexChange, type ObjectIndex, type StoredObject } from './object-index.ts';

export interface S3Stores {
  readonly index: ObjectIndex;
  readonly blobs: BlobStore;
  readonly now: () => Date;
  readonly newId: () => string;
}

/** The one place where an object comes, is replaced or goes; writes of one key are one after another. */
export interface ObjectWriter {
  /** Checks the request's conditions at the moment of the write; `also` is part of the same atomic change. */
  put(
    bucket: string,
    draft: Omit<StoredObject, 'versionId' | 'lastModified'>,
    headers: ServiceRequest['headers'],
    also?: readonly KeyValueOperation[],
  ): Promise<StoredObject>;
  delete(bucket: string, key: string): Promise<void>;
}

/** The version id of objects in a bucket without versions, as S3 names it. */
export const NO_VERSION = 'null';

export function createObjectWriter({ index, blobs, now, newId }: S3Stores): ObjectWriter {
  const exclusive = createKeyedMutex();

  return {
    put: (bucket, draft, headers, also = []) =>
      exclusive(`${bucket}/${draft.key}`, async () => {
        const existing = index.findObject(bucket, draft.key);
        assertWriteConditions(headers, existing);
        const versionId = index.findBucket(bucket)?.isVersioned === true ? newId() : NO_VERSION;
        const object = { ...draft, versionId, lastModified: now().toISOString() };
        await index.write([indexChange.putObject(bucket, object), ...also]);
        await removeQuietly(blobs, existing?.segments ?? []);
        return object;
      }),
    delete: (bucket, key) =>
      exclusive(`${bucket}/${key}`, async () => {
        const existing = index.findObject(bucket, key);
        if (existing === undefined) return;
        await index.write([indexChange.deleteObject(bucket, key)]);
        await removeQuietly(blobs, existing.segments);
      }),
  };
}

/** The change itself is done; a file that stays is swept at the next start. */
export async function removeQuietly(blobs: BlobStore, segments: readonly Segment[]): Promise<void> {
  await blobs.remove(segments).catch(() => {});
}
