import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { ConflictError, type DatasetName, IntegrityError, InvalidInputError, NotFoundError } from '@optaic/mlops/base';
import { canonicalJson } from '@optaic/mlops/digest';
import { type DatasetSchema, DatasetSchemaSchema } from '@optaic/mlops/registry/records';
import { contentDigest } from './content-digest.ts';
import { datasetRefused } from './dataset-issue.ts';
import type { DatasetStore, DatasetWrite, StoredDataset } from './dataset-store.ts';
import type { DuckDb } from './duckdb.ts';
import { fileSha256 } from './file-sha256.ts';
import { type DatasetManifest, DatasetManifestSchema, type DatasetPart } from './manifest.ts';
import { effectiveMode, keptParts, nextManifest } from './next-manifest.ts';
import { validateTable, writeAcceptedParts } from './validate-dataset.ts';
import type { WrittenPart } from './write-parts.ts';

interface Version {
  readonly number: number;
  readonly manifest: DatasetManifest;
}

const VERSION_PATTERN = /^v(\d{6})$/;

/**
 * Dataset versions in a folder, for work without the rest of the system: `<name>/v000001/` has `manifest.json` and the
 * parts that the version added. A version is written beside its place and renamed into it, so that it is there whole or
 * not at all, and of two writers on the same version one gets a conflict.
 */
export function datasetFolder({ db, directory }: { db: DuckDb; directory: string }): DatasetStore {
  const folder = (name: DatasetName) => join(directory, name);
  const pathOf = ({ key }: DatasetPart) => join(directory, key);

  const findVersion = async (name: DatasetName, version?: number): Promise<Version | undefined> => {
    const numbers = await versionNumbers(folder(name));
    const number = version ?? numbers.at(-1);
    if (number === undefined || !numbers.includes(number)) return undefined;
    const text = await readFile(join(folder(name), versionName(number), 'manifest.json'), 'utf8');
    return { number, manifest: DatasetManifestSchema.parse(JSON.parse(text)) };
  };

  const stored = async (name: DatasetName, { number, manifest }: Version): Promise<StoredDataset> => {
    for (const part of manifest.parts) await requireWhole(part, pathOf(part));
    return { name, version: number, files: manifest.parts.map(pathOf), schema: manifest.schema };
  };

  return {
    resolve: async ({ name, version }) => {
      const found = await findVersion(name, version);
      if (found !== undefined) return stored(name, found);
      throw missing(name, version, await versionNumbers(folder(name)));
    },
    write: async (write) => {
      const base = await findVersion(write.name);
      const number = (base?.number ?? 0) + 1;
      await mkdir(folder(write.name), { recursive: true });
      const draft = await mkdtemp(join(folder(write.name), 'writing-'));
      try {
        const manifest = await draftVersion(db, { write, base: base?.manifest, draft, number, pathOf });
        await writeFile(join(draft, 'manifest.json'), JSON.stringify(manifest));
        await place(draft, join(folder(write.name), versionName(number)), write.name, number);
        return await stored(write.name, { number, manifest });
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
    },
  };
}

async function draftVersion(
  db: DuckDb,
  version: {
    write: DatasetWrite;
    base: DatasetManifest | undefined;
    draft: string;
    number: number;
    pathOf: (part: DatasetPart) => string;
  },
): Promise<DatasetManifest> {
  const { write, base, draft, number, pathOf } = version;
  const { name, rows, mode: asked = 'append', knowledgeAsOf, parents = [] } = write;
  const schema = schemaOf(write, base);
  const kept = keptParts(asked, base);
  const validation = await validateTable(db, rows, {
    schema,
    knowledgeAsOf,
    allowBackfill: asked === 'backfill',
    ...(base === undefined || asked === 'replace'
      ? {}
      : { base: { highWaterMark: base.highWaterMark, parts: kept, files: async (parts) => parts.map(pathOf) } }),
  });
  if (!validation.accepted) throw datasetRefused(name, validation.issues);

  const written = await writeAcceptedParts(db, schema, draft);
  const added: DatasetPart[] = [];
  for (const part of written) added.push(await describe(part, `${name}/${versionName(number)}`));
  const files = [...kept.map(pathOf), ...written.map(({ path }) => path)];
  return nextManifest({
    schema,
    mode: effectiveMode(asked, validation.facts),
    parents,
    base,
    added,
    contentDigest: await contentDigest(db, { files, schema, inKeyOrder: kept.length === 0 }),
  });
}

async function describe({ path, rows, bounds }: WrittenPart, prefix: string): Promise<DatasetPart> {
  const { size: bytes } = await stat(path);
  return { key: `${prefix}/${basename(path)}`, sha256: await fileSha256(path), bytes, rows, ...bounds };
}

function schemaOf({ name, schema, mode }: DatasetWrite, base: DatasetManifest | undefined): DatasetSchema {
  const given = schema && DatasetSchemaSchema.parse(schema);
  if (base === undefined) {
    if (given !== undefined) return given;
    throw new InvalidInputError(
      'dataset.schema_missing',
      `dataset "${name}" is new; give the schema of its first version`,
    );
  }
  if (given === undefined || canonicalJson(given) === canonicalJson(base.schema)) return base.schema;
  if (mode === 'replace') return given;
  throw new InvalidInputError(
    'dataset.schema_changed',
    `dataset "${name}" has another schema; leave it out, or replace the dataset's rows with mode "replace"`,
  );
}

/** A rename onto a folder that is there fails, so that only one writer gets a number. */
async function place(draft: string, target: string, name: DatasetName, number: number): Promise<void> {
  try {
    await rename(draft, target);
  } catch (error) {
    if (!isTaken(error)) throw error;
    throw new ConflictError(
      'dataset.version_conflict',
      `dataset ${name} is no longer at version ${number - 1}; read its latest version and build on that`,
      { cause: error },
    );
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(String(error.code));
}

/** Of a part only its size is checked here: a folder of one's own is not a bucket. */
async function requireWhole({ key, bytes }: DatasetPart, path: string): Promise<void> {
  const found = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (found === bytes) return;
  throw new IntegrityError(
    'dataset.part_damaged',
    `part ${key} has ${found} bytes; its manifest says ${bytes}; restore it from where it was copied`,
  );
}

async function versionNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const numbers = names.flatMap((name) => VERSION_PATTERN.exec(name)?.[1] ?? []);
  return numbers.map(Number).toSorted((a, b) => a - b);
}

function versionName(number: number): string {
  return `v${String(number).padStart(6, '0')}`;
}

function missing(name: DatasetName, version: number | undefined, numbers: readonly number[]): NotFoundError {
  if (numbers.length === 0) {
    return new NotFoundError('dataset.not_found', `no dataset ${name} in the folder; write its first version`);
  }
  return new NotFoundError(
    'dataset.version_not_found',
    `no version ${version} of dataset ${name}; its versions are ${numbers[0]} to ${numbers.at(-1)}`,
  );
}
