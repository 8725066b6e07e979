import { basename, join } from 'node:path';
import type { RunId, Urn } from '@optaic/mlops/base';
import {
  contentDigest,
  type DatasetManifest,
  DatasetManifestSchema,
  type DatasetPart,
  type DuckDb,
  fileSha256,
  measureRewrites,
  nextManifest,
  partBounds,
  type WriteMode,
  type WriteRules,
  type WrittenPart,
} from '@optaic/mlops/data';
import type { DatasetSchema } from '@optaic/mlops/registry';
import { type LocalDatasetRequest, localPartFiles } from './dataset-files.ts';
import type { IngestPlan } from './ingest-plan.ts';
import type { ObjectStore } from './object-store.ts';

/** The version that new rows come on top of. */
export interface VersionBase {
  readonly manifest: DatasetManifest;
  /** Parts of it, all by default, on this machine. */
  files(parts?: readonly DatasetPart[]): Promise<readonly string[]>;
}

/** A stored version as a base; its parts are downloaded when first asked for. */
export async function versionBase(version: LocalDatasetRequest): Promise<VersionBase> {
  const { store, manifestKey, directory } = version;
  const manifest = await store.readJson(manifestKey, DatasetManifestSchema);
  return { manifest, files: (parts = manifest.parts) => localPartFiles(store, parts, directory) };
}

/** The base that an ingest run pinned; its parts are kept in the folder `dataset-parts`. */
export async function plannedBase(
  { base, request }: IngestPlan,
  store: ObjectStore,
  directory: string,
): Promise<VersionBase | undefined> {
  return base && versionBase({ ...base, store, name: request.dataset, directory: join(directory, 'dataset-parts') });
}

/** A part of a new version, stored and on this machine. */
export interface StoredPart {
  readonly part: DatasetPart;
  readonly path: string;
}

/** Stores the parts of a write, in their order, below a version's prefix. */
export async function storeParts(
  store: Pick<ObjectStore, 'uploadOnce' | 'download'>,
  prefix: string,
  written: readonly WrittenPart[],
): Promise<StoredPart[]> {
  const stored: StoredPart[] = [];
  for (const part of written) {
    stored.push({ part: await storePart(store, `${prefix}/${basename(part.path)}`, part), path: part.path });
  }
  return stored;
}

/**
 * Stores a Parquet file as a part. When an earlier attempt has stored one, that one counts and replaces the local file,
 * so that everything said of the part is said of the stored bytes. Its rows are the same: `writeParts` makes it so.
 */
async function storePart(
  store: Pick<ObjectStore, 'uploadOnce' | 'download'>,
  key: string,
  { path, rows, bounds }: WrittenPart,
): Promise<DatasetPart> {
  const { sha256, bytes } = await store.uploadOnce(key, path);
  if ((await fileSha256(path)) !== sha256) await store.download(key, path);
  return { key, sha256, bytes, rows, ...bounds };
}

/** A base as the rules of a write see it: there is none for a first version or a replacement. */
export function ruledBase(mode: WriteMode, base: VersionBase | undefined): Pick<WriteRules, 'base'> {
  if (base === undefined || mode === 'replace') return {};
  const { highWaterMark, parts } = base.manifest;
  return { base: { highWaterMark, parts, files: base.files } };
}

/** A new version before it is one. */
export interface VersionDraft {
  readonly schema: DatasetSchema;
  readonly mode: WriteMode;
  readonly parents: readonly Urn[];
  readonly base: VersionBase | undefined;
  /** The new parts, at least one, in the order of their keys. */
  readonly added: readonly StoredPart[];
}

/** The manifest of a new version: the base's parts, unless it is replaced, and the new ones. */
export async function draftManifest(db: DuckDb, version: VersionDraft): Promise<DatasetManifest> {
  const { schema, mode, parents, base, added } = version;
  const kept = mode === 'replace' ? undefined : base;
  const files = [...((await kept?.files()) ?? []), ...added.map(({ path }) => path)];
  return nextManifest({
    schema,
    mode,
    parents,
    base: base?.manifest,
    added: added.map(({ part }) => part),
    rewrites: await rewritesOf(db, version),
    contentDigest: await contentDigest(db, { files, schema, inKeyOrder: kept === undefined }),
  });
}

/** What a backfill or a replacement did to rows that were known; undefined for what only adds later ones. */
async function rewritesOf(
  db: DuckDb,
  { schema, mode, base, added }: VersionDraft,
): Promise<DatasetManifest['rewrites']> {
  if (base === undefined || mode === 'append') return undefined;
  const { highWaterMark, parts } = base.manifest;
  const isReplacement = mode === 'replace';
  const { minEventTime, maxEventTime } = partBounds(added.map(({ part }) => part));
  const met = parts.filter((part) => part.minEventTime <= maxEventTime && minEventTime <= part.maxEventTime);
  return measureRewrites(db, {
    schema,
    highWaterMark,
    before: await base.files(isReplacement ? parts : met),
    added: added.map(({ path }) => path),
    isReplacement,
  });
}

/** What the registry records of a version. */
export function versionFields(manifest: DatasetManifest, manifestKey: string, runId: RunId) {
  const { minEventTime, maxEventTime } = partBounds(manifest.parts);
  const { mode, contentDigest: digest, rows, highWaterMark, parents, rewrites } = manifest;
  return {
    mode,
    ...(rewrites === undefined ? {} : { rewrites }),
    manifestKey,
    contentDigest: digest,
    rows,
    minEventTime,
    maxEventTime,
    maxKnowledgeTime: highWaterMark,
    parents,
    runId,
  };
}
