import { type DatasetName, DatasetNameSchema, type Instant, InvalidInputError, type Urn } from '@optaic/mlops/base';
import type { DatasetSchema } from '@optaic/mlops/registry/records';
import type { ColumnarTable } from './columnar-table.ts';
import type { DatasetFiles } from './dataset-columns.ts';
import type { WriteMode } from './manifest.ts';

/** A dataset by name, at its newest version or at the one given. */
export interface DatasetRef {
  readonly name: DatasetName;
  readonly version?: number;
}

/** A dataset version as files on this machine. */
export interface StoredDataset extends DatasetFiles {
  readonly version: number;
}

export interface DatasetWrite {
  readonly name: DatasetName;
  /** At least one row, in any order. */
  readonly rows: ColumnarTable;
  /** Of a first version; later ones have the schema of the version before, unless they replace it. */
  readonly schema?: DatasetSchema;
  /** `backfill` permits rows known before the high-water mark. @default 'append' */
  readonly mode?: WriteMode;
  /** The write's own knowledge date: no row may be known later. */
  readonly knowledgeAsOf: Instant;
  /** What the rows were made from. @default none */
  readonly parents?: readonly Urn[];
}

/** Where dataset versions are kept. */
export interface DatasetStore {
  /**
   * @throws {NotFoundError} `dataset.not_found`, `dataset.version_not_found`.
   */
  resolve(reference: DatasetRef): Promise<StoredDataset>;
  /**
   * Makes rows the next version of a dataset, in one step: a reader sees all of it or nothing.
   *
   * @throws {InvalidInputError} the `dataset.*` code of the first rule that the rows break, with the rows in the details.
   * @throws {ConflictError} `dataset.version_conflict` when another version came in between.
   */
  write(write: DatasetWrite): Promise<StoredDataset>;
}

const REFERENCE_PATTERN = /^(?<name>[^@]*)(?:@(?<version>[1-9]\d{0,8}))?$/;

/**
 * Reads `prices` or `prices@3`.
 *
 * @throws {InvalidInputError} `dataset.reference_malformed`.
 */
export function parseDatasetRef(text: string): DatasetRef {
  const { name, version } = REFERENCE_PATTERN.exec(text)?.groups ?? {};
  const parsed = DatasetNameSchema.safeParse(name);
  if (parsed.success) return { name: parsed.data, ...(version === undefined ? {} : { version: Number(version) }) };
  throw new InvalidInputError(
    'dataset.reference_malformed',
    `"${text}" names no dataset; write a name, or a name and a version, such as prices or prices@3`,
  );
}
