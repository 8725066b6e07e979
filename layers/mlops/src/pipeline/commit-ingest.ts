import { ConflictError, type Instant, Sha256Schema } from '@optaic/mlops/base';
import { type DatasetManifest, DatasetManifestSchema } from '@optaic/mlops/data';
import { GuardrailReportSchema, VerdictSchema } from '@optaic/mlops/guardrails';
import type { BackOff, DatasetVersionRecord, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { versionFields } from './dataset-version.ts';
import { guardReportKey } from './guard-verdict.ts';
import { type IngestPlan, IngestPlanSchema, IngestStageInputSchema } from './ingest-plan.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import { type RebasedDraft, rebaseIngest } from './rebase-ingest.ts';
import { stageWrite } from './stage-write.ts';
import type { Scratch } from './workbench.ts';

/** In the run's result; the report has all of them. */
const SHOWN_FINDINGS = 10;
/** Versions that may come in between before an attempt gives up; the machine makes several. */
const MAXIMUM_REBASES = 10;

export const CommitIngestInputSchema = IngestStageInputSchema.extend({ draftKey: z.string() });
export type CommitIngestInput = z.infer<typeof CommitIngestInputSchema>;

/** The run's result. */
export const CommitIngestOutputSchema = z.strictObject({
  version: z.int().min(1),
  rows: z.int().min(1),
  contentDigest: Sha256Schema,
  /** What its own contracts said of the write. */
  guardrails: z.strictObject({ verdict: VerdictSchema, reportKey: z.string(), findings: z.array(z.string()) }),
});
export type CommitIngestOutput = z.infer<typeof CommitIngestOutputSchema>;

export interface CommitIngestServices {
  readonly registry: Pick<Registry, 'runs' | 'datasets'>;
  readonly data: ObjectStore;
  readonly artifacts: ObjectStore;
  readonly scratch: Scratch;
  /** Before it is tried again on top of another version, so that many writers do not all meet again. */
  readonly backOff: BackOff;
  now(): Instant;
}

/**
 * Makes the drafted version the dataset's next one, in one transaction, and completes the run. When another version came
 * in between, rows that add to the dataset are judged and drafted anew on top of that one.
 *
 * @throws {ConflictError} `dataset.version_conflict` when other versions keep coming in between, or one did and this
 *   replaces the dataset, since it would replace what nobody has seen: read the latest version and decide again.
 * @throws {InvalidInputError} as `rebaseIngest`.
 */
export async function commitIngest(
  { runId, planKey, draftKey }: CommitIngestInput,
  services: CommitIngestServices,
): Promise<CommitIngestOutput> {
  const { registry, artifacts, now } = services;
  const plan = await artifacts.readJson(planKey, IngestPlanSchema);
  const draft = await artifacts.readJson(draftKey, DatasetManifestSchema);
  // What an earlier attempt committed is answered, whatever it was based on: so the record tells, not the draft.
  const { version, rows, contentDigest } = await commitOnLatest(plan, draft, services);

  const reportKey = guardReportKey(runId);
  const { verdict, issues } = await artifacts.readJson(reportKey, GuardrailReportSchema);
  const findings = issues.slice(0, SHOWN_FINDINGS).map(({ contract, message }) => `${contract}: ${message}`);
  const result = { version, rows, contentDigest, guardrails: { verdict, reportKey, findings } };
  await registry.runs.completeRun(runId, result, stageWrite(plan, 'complete', now()));
  return result;
}

async function commitOnLatest(
  plan: IngestPlan,
  draft: DatasetManifest,
  services: CommitIngestServices,
): Promise<DatasetVersionRecord> {
  let candidate: RebasedDraft = { draft, basedOn: plan.base?.version ?? 0 };
  for (let rebases = 0; ; rebases++) {
    try {
      return await commitDraft(plan, candidate, services);
    } catch (error) {
      const isOvertaken = error instanceof ConflictError && error.code === 'dataset.version_conflict';
      if (!isOvertaken || plan.request.mode === 'replace' || rebases === MAXIMUM_REBASES) throw error;
    }
    await services.backOff(rebases + 1);
    candidate = await rebaseIngest(plan, draft, services);
  }
}

async function commitDraft(
  plan: IngestPlan,
  { draft, basedOn }: RebasedDraft,
  { registry, data, now }: CommitIngestServices,
): Promise<DatasetVersionRecord> {
  const { runId, request } = plan;
  const manifestKey = `${versionPrefix(request.dataset, runId)}/manifest-on-${basedOn}.json`;
  const manifest = await data.writeJsonOnce(manifestKey, draft, DatasetManifestSchema);
  return registry.datasets.commitDatasetVersion(
    { name: request.dataset, basedOn, ...versionFields(manifest, manifestKey, runId) },
    stageWrite(plan, 'commit', now()),
  );
}
