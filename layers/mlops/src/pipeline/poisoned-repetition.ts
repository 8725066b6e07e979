import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { poisonFuture } from '@optaic/mlops/audit';
import {
  type DatasetName,
  type Instant,
  IntegrityError,
  InvalidInputError,
  NotFoundError,
  type PlatformError,
} from '@optaic/mlops/base';
import type { DatasetFiles } from '@optaic/mlops/data';
import type { PitCertificate, PoisonedDataset } from '@optaic/mlops/registry';
import { createOverlayStore } from './object-store.overlay.ts';
import type { ObjectStore } from './object-store.ts';
import type { PlannedDataset } from './planned-dataset.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

/** What an audit found; with the circumstances it makes a certificate. */
export type AuditEvidence = Pick<PitCertificate, 'datasets' | 'digests'>;

export interface RepetitionServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

export interface RepetitionRequest {
  readonly datasets: readonly PlannedDataset[];
  readonly asOf: Instant;
  readonly seed: number;
  /** Artifacts that the stages read besides what they write. */
  readonly visible: readonly string[];
}

/** Where the stages of a run are repeated: over poisoned files, in a store of their own. */
export interface Repetition {
  readonly artifacts: ObjectStore;
  readonly scratch: Scratch;
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly poisoned: readonly PoisonedDataset[];
}

/**
 * Gives `repeat` a world in which everything that is not known at the as-of time is garbage, and takes it away again.
 *
 * @throws {IntegrityError} `audit.poisoned_run_failed` when a stage refuses the poisoned data: what it may know is the same,
 *   so that it read what it may not.
 */
export async function withPoisonedWorld<T>(
  { datasets, asOf, seed, visible }: RepetitionRequest,
  { artifacts, datasetFiles, scratch }: RepetitionServices,
  repeat: (repetition: Repetition) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(join(scratch.directory, 'audit-'));
  const own = { ...scratch, directory };
  try {
    const files = new Map<DatasetName, DatasetFiles>();
    const poisoned: PoisonedDataset[] = [];
    for (const dataset of datasets) {
      const { counts, ...copy } = await poisonedCopy(await datasetFiles(dataset), { asOf, seed }, own);
      files.set(dataset.name, copy);
      poisoned.push({ name: dataset.name, version: dataset.version, ...counts });
    }
    return await repeat({
      artifacts: createOverlayStore({ base: artifacts, visible, directory: join(directory, 'artifacts') }),
      scratch: own,
      datasetFiles: async ({ name }) => {
        const found = files.get(name);
        if (found !== undefined) return found;
        throw new IntegrityError('dataset.not_planned', `the run's plan pins no dataset "${name}"`);
      },
      poisoned,
    }).catch((error: unknown) => {
      throw isRefusal(error) ? poisonedRunFailed(error) : error;
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function poisonedCopy(dataset: DatasetFiles, poison: { asOf: Instant; seed: number }, scratch: Scratch) {
  const directory = join(scratch.directory, 'poisoned', dataset.name);
  await mkdir(directory, { recursive: true });
  return withWorkbench(scratch, ({ db }) => poisonFuture(db, dataset, { ...poison, directory }));
}

function isRefusal(error: unknown): error is PlatformError {
  return error instanceof InvalidInputError || error instanceof NotFoundError;
}

function poisonedRunFailed(cause: PlatformError): IntegrityError {
  return new IntegrityError(
    'audit.poisoned_run_failed',
    `with everything that was not known then replaced by garbage, the run fails with ${cause.code}: ${cause.message}; a stage or the definition reads what it cannot know`,
    { cause },
  );
}
