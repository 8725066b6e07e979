import { type KeyValueOperation, type KeyValueStore, prefixRange } from '../key-value-store.ts';
import type { Segment } from './blob-store.ts';
import type { Checksums } from './receive-body.ts';

export interface StoredBucket {
  readonly name: string;
  readonly createdAt: string;
  readonly isVersioned: boolean;
}

export interface StoredObject {
  readonly key: string;
  readonly versionId: string;
  readonly segments: readonly Segment[];
  readonly size: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModified: string;
  /** `content-type`, `x-amz-meta-…` and so on, given back as they came. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksums: Checksums;
  readonly checksumType: 'FULL_OBJECT' | 'COMPOSITE';
}

export interface StoredUpload {
  readonly uploadId: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly initiatedAt: string;
}

export interface StoredPart {
  readonly partNumber: number;
  readonly segment: Segment;
  readonly etag: string;
  readonly lastModified: string;
  readonly checksums: Checksums;
}

const bucketKey = (bucket: string) => `bucket~${bucket}`;
const objectKey = (bucket: string, key: string) => `object~${bucket}~${key}`;
const uploadKey = (bucket: string, uploadId: string) => `upload~${bucket}~${uploadId}`;
const partKey = (uploadId: string, partNumber: number) => `part~${uploadId}~${String(partNumber).padStart(5, '0')}`;

/** A change of the index; several are one atomic write. */
export const indexChange = {
  putObject: (bucket: string, object: StoredObject): KeyValueOperation => ({
    type: 'put',
    key: objectKey(bucket, object.key),
    value: object,
  }),
  deleteObject: (bucket: string, key: string): KeyValueOperation => ({ type: 'del', key: objectKey(bucket, key) }),
  putUpload: (bucket: string, upload: StoredUpload): KeyValueOperation => ({
    type: 'put',
    key: uploadKey(bucket, upload.uploadId),
    value: upload,
  }),
  deleteUpload: (bucket: string, uploadId: string, parts: readonly StoredPart[]): KeyValueOperation[] => [
    { type: 'del', key: uploadKey(bucket, uploadId) },
    ...parts.map(({ partNumber }) => ({ type: 'del' as const, key: partKey(uploadId, partNumber) })),
  ],
  putPart: (uploadId: string, part: StoredPart): KeyValueOperation => ({
    type: 'put',
    key: partKey(uploadId, part.partNumber),
    value: part,
  }),
};

/** Which objects exist, and in which blobs their bytes are. */
export interface ObjectIndex {
  findBucket(bucket: string): StoredBucket | undefined;
  saveBucket(bucket: StoredBucket): Promise<void>;
  findObject(bucket: string, key: string): StoredObject | undefined;
  /** In the order of the keys' UTF-8 bytes, as S3 lists them. */
  objects(bucket: string, prefix: string, after?: string): AsyncIterable<StoredObject>;
  findUpload(bucket: string, uploadId: string): StoredUpload | undefined;
  findPart(uploadId: string, partNumber: number): StoredPart | undefined;
  parts(uploadId: string): Promise<StoredPart[]>;
  /** Waits for the disk. */
  write(changes: readonly KeyValueOperation[]): Promise<void>;
  usedBlobs(): Promise<Set<string>>;
}

/** The casts here read back what this file wrote. */
export function createObjectIndex(database: KeyValueStore): ObjectIndex {
  async function parts(uploadId: string): Promise<StoredPart[]> {
    const found: StoredPart[] = [];
    for await (const [, value] of database.entries(prefixRange(`part~${uploadId}~`))) found.push(value as StoredPart);
    return found;
  }

  return {
    findBucket: (bucket) => database.get(bucketKey(bucket)) as StoredBucket | undefined,
    saveBucket: (bucket) =>
      database.write([{ type: 'put', key: bucketKey(bucket.name), value: bucket }], { sync: true }),
    findObject: (bucket, key) => database.get(objectKey(bucket, key)) as StoredObject | undefined,
    async *objects(bucket, prefix, after) {
      const { lt } = prefixRange(objectKey(bucket, ''));
      const isPastPrefix = after !== undefined && Buffer.compare(Buffer.from(after), Buffer.from(prefix)) >= 0;
      const range = isPastPrefix ? { gt: objectKey(bucket, after), lt } : { gte: objectKey(bucket, prefix), lt };
      for await (const [, value] of database.entries(range)) {
        const object = value as StoredObject;
        if (!object.key.startsWith(prefix)) return;
        yield object;
      }
    },
    findUpload: (bucket, uploadId) => database.get(uploadKey(bucket, uploadId)) as StoredUpload | undefined,
    findPart: (uploadId, partNumber) => database.get(partKey(uploadId, partNumber)) as StoredPart | undefined,
    parts,
    write: (changes) => database.write(changes, { sync: true }),
    async usedBlobs() {
      const used = new Set<string>();
      for await (const [, value] of database.entries(prefixRange('object~'))) {
        for (const { blob } of (value as StoredObject).segments) used.add(blob);
      }
      for await (const [, value] of database.entries(prefixRange('part~')))
        used.add((value as StoredPart).segment.blob);
      return used;
    },
  };
}
