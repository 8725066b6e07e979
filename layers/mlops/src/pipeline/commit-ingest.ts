import { type Instant, Sha256Schema } from '@optaic/mlops/base';
import { DatasetManifestSchema } from '@optaic/mlops/data';
import { GuardrailReportSchema, VerdictSchema } from '@optaic/mlops/guardrails';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { versionFields } from './dataset-version.ts';
import { guardReportKey } from './guard-verdict.ts';
import { IngestPlanSchema, IngestStageInputSchema } from './ingest-plan.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

/** In the run's result; the report has all of them. */
const SHOWN_FINDINGS = 10;

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
  now(): Instant;
}

/**
 * Makes the drafted version the dataset's next one, in one transaction, and completes the run.
 *
 * @throws {ConflictError} `dataset.version_conflict` when another version came in between: these rows were judged against
 *   the one before, so the upload has to be committed anew.
 */
export async function commitIngest(
  { runId, planKey, draftKey }: CommitIngestInput,
  { registry, data, artifacts, now }: CommitIngestServices,
): Promise<CommitIngestOutput> {
  const plan = await artifacts.readJson(planKey, IngestPlanSchema);
  const { dataset } = plan.request;
  const draft = await artifacts.readJson(draftKey, DatasetManifestSchema);
  const manifestKey = `${versionPrefix(dataset, runId)}/manifest.json`;
  const manifest = await data.writeJsonOnce(manifestKey, draft, DatasetManifestSchema);

  const context = (stage: string) => stageWrite(plan, stage, now());
  const { version } = await registry.datasets.commitDatasetVersion(
    { name: dataset, basedOn: plan.base?.version ?? 0, ...versionFields(manifest, manifestKey, runId) },
    context('commit'),
  );
  const reportKey = guardReportKey(runId);
  const { verdict, issues } = await artifacts.readJson(reportKey, GuardrailReportSchema);
  const findings = issues.slice(0, SHOWN_FINDINGS).map(({ contract, message }) => `${contract}: ${message}`);
  const result = {
    version,
    rows: manifest.rows,
    contentDigest: manifest.contentDigest,
    guardrails: { verdict, reportKey, findings },
  };
  await registry.runs.completeRun(runId, result, context('complete'));
  return result;
}
