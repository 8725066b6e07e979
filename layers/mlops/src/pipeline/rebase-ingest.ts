import { join } from 'node:path';
import { checkRows, type DatasetManifest, datasetRefused, effectiveMode, numberedRows } from '@optaic/mlops/data';
import type { Registry } from '@optaic/mlops/registry';
import { localPartFiles } from './dataset-files.ts';
import { draftManifest, ruledBase, versionBase } from './dataset-version.ts';
import type { IngestPlan } from './ingest-plan.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export interface RebaseServices {
  readonly registry: Pick<Registry, 'datasets'>;
  /** The data bucket. */
  readonly data: ObjectStore;
  readonly scratch: Scratch;
}

/** A version as it would be on top of the latest one. */
export interface RebasedDraft {
  readonly draft: DatasetManifest;
  readonly basedOn: number;
}

/**
 * Drafts a version anew on top of the one that came in between. Its parts stay as they are stored; their rows are judged by
 * the rules of a write against the new base, and the digest is that of all rows.
 *
 * @throws {InvalidInputError} the `dataset.*` code of a rule that the rows break by now: keys that the other version has,
 *   or rows known before its high-water mark. Offending rows are counted in the stored parts, sorted by key.
 */
export async function rebaseIngest(
  { runId, request }: IngestPlan,
  { schema, parents, parts }: DatasetManifest,
  { registry, data, scratch }: RebaseServices,
): Promise<RebasedDraft> {
  const name = request.dataset;
  const { version: basedOn, manifestKey } = await registry.datasets.getDatasetVersion(name);
  const kept = join(scratch.directory, 'dataset-parts');
  const base = await versionBase({ store: data, name, manifestKey, directory: kept });
  const own = parts.filter(({ key }) => key.startsWith(`${versionPrefix(name, runId)}/`));
  const files = await localPartFiles(data, own, kept);

  return withWorkbench(scratch, async ({ db }) => {
    const { issues, facts } = await checkRows(db, numberedRows({ files, schema }).relation, {
      schema,
      knowledgeAsOf: request.knowledgeAsOf,
      allowBackfill: request.allowBackfill || request.mode === 'backfill',
      ...ruledBase(request.mode, base),
    });
    if (issues.length > 0) throw datasetRefused(name, issues);
    const draft = await draftManifest(db, {
      schema,
      mode: effectiveMode(request.mode, facts),
      parents,
      base,
      added: own.map((part, index) => ({ part, path: files[index] ?? '' })),
    });
    return { draft, basedOn };
  });
}
