import {
  type DatasetName,
  DatasetNameSchema,
  type Instant,
  IntegrityError,
  InvalidInputError,
  NotFoundError,
} from '@optaic/mlops/base';
import { type DatasetFiles, DatasetManifestSchema, partBounds } from '@optaic/mlops/data';
import {
  type DatasetReference,
  DatasetSchemaSchema,
  type KnowledgeGrade,
  type Registry,
  type Space,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import type { ObjectStore } from './object-store.ts';

/** A dataset version as a plan pins it: what the stages after it read, and nothing newer. */
export const PlannedDatasetSchema = z.strictObject({
  name: DatasetNameSchema,
  version: z.int().min(1),
  /** Data bucket. */
  manifestKey: z.string(),
  schema: DatasetSchemaSchema,
});
export type PlannedDataset = z.infer<typeof PlannedDatasetSchema>;

/** Feature columns of one dataset, in the order that a model takes them. */
export const PlannedFeaturesSchema = z.strictObject({
  dataset: DatasetNameSchema,
  columns: z.array(z.string()).min(1),
  /** What the model calls them. @default as the columns */
  names: z.array(z.string()).min(1).optional(),
});
export type PlannedFeatures = z.infer<typeof PlannedFeaturesSchema>;

export function plannedFeatures({
  name,
  columns,
  names,
}: {
  name: DatasetName;
  columns: string[];
  names?: string[];
}): PlannedFeatures {
  return { dataset: name, columns, ...(names === undefined ? {} : { names }) };
}

export interface DatasetPinning {
  readonly registry: Pick<Registry, 'datasets'>;
  /** The data bucket. */
  readonly data: Pick<ObjectStore, 'readJson'>;
}

/**
 * Pins the newest version of each dataset; a name that comes twice is pinned once.
 *
 * @throws {NotFoundError} `dataset.not_found`, `dataset.version_not_found`, or `dataset.not_known_yet` when the first row
 *   is known only after `asOf`.
 */
export async function pinDatasets(
  names: readonly DatasetName[],
  asOf: Instant,
  { registry, data }: DatasetPinning,
): Promise<PlannedDataset[]> {
  return Promise.all(
    [...new Set(names)].map(async (name) => {
      const { version, manifestKey } = await registry.datasets.getDatasetVersion(name);
      const manifest = await data.readJson(manifestKey, DatasetManifestSchema);
      const { minKnowledgeTime } = partBounds(manifest.parts);
      if (minKnowledgeTime > asOf) {
        throw new NotFoundError(
          'dataset.not_known_yet',
          `dataset "${name}" has no row known by ${asOf}: its first row is known at ${minKnowledgeTime}; run as of a later time`,
        );
      }
      return { name, version, manifestKey, schema: manifest.schema };
    }),
  );
}

/**
 * The pinned dataset of a name.
 *
 * @throws {IntegrityError} `dataset.not_planned` when the plan pins none.
 */
export function plannedDataset(datasets: readonly PlannedDataset[], name: DatasetName): PlannedDataset {
  const found = datasets.find((dataset) => dataset.name === name);
  if (found !== undefined) return found;
  throw notPlanned(name);
}

/**
 * Brings every pinned dataset to this machine.
 *
 * @returns The files of a dataset by its name.
 */
export async function filesOfDatasets(
  datasets: readonly PlannedDataset[],
  datasetFiles: (dataset: PlannedDataset) => Promise<DatasetFiles>,
): Promise<(name: DatasetName) => DatasetFiles> {
  const files = new Map<DatasetName, DatasetFiles>();
  for (const dataset of datasets) files.set(dataset.name, await datasetFiles(dataset));
  return (name) => {
    const found = files.get(name);
    if (found !== undefined) return found;
    throw notPlanned(name);
  };
}

function notPlanned(name: DatasetName): IntegrityError {
  return new IntegrityError('dataset.not_planned', `the run's plan pins no dataset "${name}"`);
}

export function references(datasets: readonly PlannedDataset[]): DatasetReference[] {
  return datasets.map(({ name, version }) => ({ name, version }));
}

const WEAKEST_FIRST = ['assumed', 'derived', 'observed'] as const satisfies readonly KnowledgeGrade[];

/** The grade of what is made from datasets: the weakest of theirs. */
export function weakestGrade(datasets: readonly PlannedDataset[]): KnowledgeGrade {
  return weakestOf(datasets.map(({ schema }) => schema.knowledgeGrade));
}

export function weakestOf(grades: readonly KnowledgeGrade[]): KnowledgeGrade {
  return WEAKEST_FIRST.find((grade) => grades.includes(grade)) ?? 'observed';
}

/**
 * An official space takes no data whose knowledge times are only assumed.
 *
 * @throws {InvalidInputError} `dataset.grade_refused` naming the datasets.
 */
export function requireGrade(space: Space, datasets: readonly PlannedDataset[]): void {
  if (space !== 'official') return;
  const assumed = datasets.filter(({ schema }) => schema.knowledgeGrade === 'assumed').map(({ name }) => name);
  if (assumed.length === 0) return;
  throw new InvalidInputError(
    'dataset.grade_refused',
    `knowledge times of ${assumed.join(', ')} are assumed (grade C), which an official space refuses; use observed or derived ones`,
  );
}
