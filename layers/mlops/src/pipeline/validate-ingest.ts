import { join } from 'node:path';
import { type Instant, InvalidInputError } from '@optaic/mlops/base';
import { datasetRefused, effectiveMode, validateDataset } from '@optaic/mlops/data';
import { describeBlock } from '@optaic/mlops/guardrails';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { localDatasetFiles } from './dataset-files.ts';
import { plannedBase, ruledBase } from './dataset-version.ts';
import { downloadUploads } from './download-uploads.ts';
import { recordVerdict } from './guard-verdict.ts';
import { type IngestPlan, IngestPlanSchema, IngestStageInputSchema } from './ingest-plan.ts';
import { type IngestReport, IngestReportSchema } from './ingest-report.ts';
import { judgeWrite } from './judge-write.ts';
import type { ObjectStore } from './object-store.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const ValidateIngestInputSchema = IngestStageInputSchema;
export type ValidateIngestInput = z.infer<typeof ValidateIngestInputSchema>;

export const ValidateIngestOutputSchema = z.strictObject({ reportKey: z.string(), rows: z.int().min(1) });
export type ValidateIngestOutput = z.infer<typeof ValidateIngestOutputSchema>;

export interface ValidateIngestServices {
  /** The data bucket. */
  readonly data: ObjectStore;
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'activities'>;
  readonly scratch: Scratch;
  now(): Instant;
}

/**
 * Judges the uploaded rows by the dataset's schema, the rules of a write and the dataset's own contracts, and stores
 * both reports.
 *
 * @throws {InvalidInputError} the `dataset.*` code of the first issue, with all of them and their first ten rows in the
 *   details and in the report; `guardrails.blocked` when a contract of an official dataset is broken;
 *   `upload.digest_mismatch`.
 */
export async function validateIngest(
  { runId, planKey }: ValidateIngestInput,
  services: ValidateIngestServices,
): Promise<ValidateIngestOutput> {
  const { data, artifacts, scratch } = services;
  const plan = await artifacts.readJson(planKey, IngestPlanSchema);
  const { request, schema } = plan;
  const base = request.mode === 'replace' ? undefined : await plannedBase(plan, data, scratch.directory);
  const universe = await plannedUniverse(plan, services);

  const { validation, judged } = await withWorkbench(scratch, async ({ db, directory }) => {
    const validation = await validateDataset(db, await downloadUploads(request.uploads, data, directory), {
      schema,
      knowledgeAsOf: request.knowledgeAsOf,
      allowBackfill: request.allowBackfill || request.mode === 'backfill',
      ...ruledBase(request.mode, base),
    });
    return { validation, judged: await judgeWrite(db, { plan, validation, base, universe }) };
  });

  const reportKey = `runs/${runId}/validate/report.json`;
  const found: IngestReport = IngestReportSchema.parse(
    validation.accepted ? { ...validation, mode: effectiveMode(request.mode, validation.facts) } : validation,
  );
  const report = await artifacts.writeJsonOnce(reportKey, found, IngestReportSchema);
  const { verdict, reportKey: guardrailsKey } = await recordVerdict(plan, judged, services);
  if (!report.accepted) throw datasetRefused(request.dataset, report.issues);
  if (verdict === 'blocked') {
    throw new InvalidInputError(
      'guardrails.blocked',
      `dataset "${request.dataset}" is official and its contracts are broken: ${describeBlock(judged)}; see ${guardrailsKey}`,
      { details: { dataset: request.dataset, reportKey: guardrailsKey, issues: judged.issues } },
    );
  }
  return { reportKey, rows: report.facts.rows };
}

async function plannedUniverse({ universe }: IngestPlan, { data, scratch }: ValidateIngestServices) {
  if (universe === undefined) return undefined;
  const { name, manifestKey } = universe;
  return localDatasetFiles({ store: data, name, manifestKey, directory: join(scratch.directory, 'dataset-parts') });
}
