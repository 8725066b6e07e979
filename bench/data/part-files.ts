import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The Parquet parts of a workload's dataset, in the order of their keys. */
export async function partFiles(directory: string, dataset: number): Promise<string[]> {
  const own = join(directory, `dataset-${dataset}`);
  return (await readdir(own)).toSorted().map((name) => join(own, name));
}
