import { DatasetManifestSchema } from '@optaic/mlops/data';
import type { RewrittenInput } from '@optaic/mlops/guardrails';
import { type DatasetReference, type DatasetVersionRecord, everyItem, type Registry } from '@optaic/mlops/registry';
import type { ObjectStore } from './object-store.ts';

export interface RewritesServices {
  readonly registry: { readonly datasets: Pick<Registry['datasets'], 'listDatasetVersions'> };
  /** The data bucket. */
  readonly data: Pick<ObjectStore, 'readJson'>;
}

/**
 * The inputs whose history was rewritten, by backfill or replacement, after the version that a training read and up to
 * the version that is pinned now. What was not read then has nothing to be rewritten.
 *
 * @param pinned - The versions that a run reads.
 * @param used - The versions that the last training read.
 */
export async function rewrittenInputs(
  pinned: readonly DatasetReference[],
  used: readonly DatasetReference[],
  { registry, data }: RewritesServices,
): Promise<RewrittenInput[]> {
  const rewritten: RewrittenInput[] = [];
  for (const { name, version } of pinned) {
    const usedVersion = used.find((reference) => reference.name === name)?.version;
    if (usedVersion === undefined || usedVersion >= version) continue;
    const rewrites: RewrittenInput['rewrites'] = [];
    // Newest first: what is older than the version used was in it already.
    for await (const each of everyItem((page) => registry.datasets.listDatasetVersions(name, page))) {
      if (each.version <= usedVersion) break;
      if (each.version <= version && isRewrite(each)) {
        const { rewrites: rows } = await data.readJson(each.manifestKey, DatasetManifestSchema);
        const { mode, committedAt } = each;
        rewrites.unshift({ version: each.version, mode, ...(rows === undefined ? {} : { rows }), committedAt });
      }
    }
    if (rewrites.length > 0) rewritten.push({ dataset: name, version, usedVersion, rewrites });
  }
  return rewritten;
}

function isRewrite(
  version: DatasetVersionRecord,
): version is DatasetVersionRecord & { mode: RewrittenInput['rewrites'][number]['mode'] } {
  return version.mode !== 'append';
}
