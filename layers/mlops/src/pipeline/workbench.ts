import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type DuckDb, openDuckDb } from '@optaic/mlops/data';

/** Where a step may work on this machine. */
export interface Scratch {
  /** An existing folder; `/tmp` in a Lambda. */
  readonly directory: string;
  /** MiB of the function: DuckDB takes half of it, since columns and models live beside it. @default 2048 */
  readonly memorySizeMiB?: number;
}

export interface Workbench {
  readonly db: DuckDb;
  /** Empty at the start, removed at the end. */
  readonly directory: string;
}

/** Gives one step a DuckDB and a folder of its own, and takes both away again, whatever happens. */
export async function withWorkbench<T>(
  { directory, memorySizeMiB = 2_048 }: Scratch,
  work: (bench: Workbench) => Promise<T>,
): Promise<T> {
  const own = await mkdtemp(join(directory, 'step-'));
  try {
    const db = await openDuckDb({ directory: own, memoryLimit: `${Math.floor(memorySizeMiB / 2)}MiB` });
    try {
      return await work({ db, directory: own });
    } finally {
      db.close();
    }
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}
