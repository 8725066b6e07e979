import { type DatasetName, parseDatasetUrn } from '@optaic/mlops/base';
import type { DatasetRecord, DatasetVersionRecord, Registry } from '@optaic/mlops/registry';

/** A dataset, its newest version if it has one, and how far it is upstream. */
export interface UpstreamDataset {
  readonly dataset: DatasetRecord;
  readonly newest: DatasetVersionRecord | undefined;
  /** Steps from the nearest dataset that was asked about; 0 is one of these. */
  readonly depth: number;
}

/**
 * The datasets asked about and everything that their newest versions were made from, nearest first, each once, whatever
 * cycles there are.
 *
 * @param depth - Steps upstream at most; 0 for the datasets alone.
 * @throws {NotFoundError} `dataset.not_found`.
 */
export async function upstreamDatasets(
  names: readonly DatasetName[],
  depth: number,
  { datasets }: Pick<Registry, 'datasets'>,
): Promise<UpstreamDataset[]> {
  const found = new Map<DatasetName, UpstreamDataset>();
  let frontier = [...new Set(names)];
  for (let step = 0; frontier.length > 0 && step <= depth; step++) {
    const reached = await Promise.all(
      frontier.map(async (name): Promise<UpstreamDataset> => {
        const dataset = await datasets.getDataset(name);
        const newest = dataset.latestVersion === 0 ? undefined : await datasets.getDatasetVersion(name);
        return { dataset, newest, depth: step };
      }),
    );
    for (const upstream of reached) found.set(upstream.dataset.name, upstream);
    const parents = reached.flatMap(({ newest }) => newest?.parents ?? []).filter((urn) => urn.startsWith('dataset:'));
    frontier = [...new Set(parents.map((urn) => parseDatasetUrn(urn).name))].filter((name) => !found.has(name));
  }
  return [...found.values()];
}
