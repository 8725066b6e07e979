import type { Sha256 } from '@optaic/mlops/base';
import type { ZodType } from 'zod';

/** What is stored under a key. */
export interface StoredObject {
  readonly sha256: Sha256;
  readonly bytes: number;
}

/**
 * Objects of one bucket that are written once. A stage may be killed and run again at any instruction, so a write never
 * replaces: the first writer wins, and every later one is told what the first one stored.
 */
export interface ObjectStore {
  /**
   * @throws {NotFoundError} `object.not_found` when the key is missing; S3 says so with 403 when the caller may not list.
   */
  read(key: string): Promise<Uint8Array>;
  /** Streams an object to a file. Throws as `read`. */
  download(key: string, path: string): Promise<void>;
  /** Stores bytes unless the key is taken; returns what is stored. */
  writeOnce(key: string, body: Uint8Array): Promise<Uint8Array>;
  /** Streams a file unless the key is taken; describes what is stored. */
  uploadOnce(key: string, path: string): Promise<StoredObject>;
  /**
   * Reads JSON that must fit a schema.
   *
   * @throws {IntegrityError} `object.schema_mismatch` when it does not.
   */
  readJson<T>(key: string, schema: ZodType<T>): Promise<T>;
  /** Stores a value as canonical JSON unless the key is taken; returns what is stored, parsed. */
  writeJsonOnce<T>(key: string, value: T, schema: ZodType<T>): Promise<T>;
}

/** The four operations on bytes that a store must bring; JSON is the same for all. */
export type ByteStore = Pick<ObjectStore, 'read' | 'download' | 'writeOnce' | 'uploadOnce'>;
