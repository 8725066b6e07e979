import type { RewrittenInput } from '@optaic/mlops/guardrails';
import { type DatasetReference, type DatasetVersionRecord, everyItem, type Registry } from '@optaic/mlops/registry';

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
  { datasets }: { datasets: Pick<Registry['datasets'], 'listDatasetVersions'> },
): Promise<RewrittenInput[]> {
  const rewritten: RewrittenInput[] = [];
  for (const { name, version } of pinned) {
    const usedVersion = used.find((reference) => reference.name === name)?.version;
    if (usedVersion === undefined || usedVersion >= version) continue;
    const rewrites: RewrittenInput['rewrites'] = [];
    // Newest first: what is older than the version used was in it already.
    for await (const each of everyItem((page) => datasets.listDatasetVersions(name, page))) {
      if (each.version <= usedVersion) break;
      if (each.version <= version && isRewrite(each)) {
        rewrites.unshift({ version: each.version, mode: each.mode, rows: each.rows, committedAt: each.committedAt });
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
