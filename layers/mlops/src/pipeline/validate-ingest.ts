import { datasetRefused, validateDataset } from '@optaic/mlops/data';
import { z } from 'zod';
import { effectiveMode, plannedBase } from './dataset-version.ts';
import { downloadUploads } from './download-uploads.ts';
import { IngestPlanSchema, IngestStageInputSchema } from './ingest-plan.ts';
import { type IngestReport, IngestReportSchema } from './ingest-report.ts';
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
  readonly scratch: Scratch;
}

/**
 * Judges the uploaded rows by the dataset's schema and the rules of a write, and stores the report.
 *
 * @throws {InvalidInputError} the `dataset.*` code of the first issue, with all of them and their first ten rows in the
 *   details and in the report; `upload.digest_mismatch`.
 */
export async function validateIngest(
  { runId, planKey }: ValidateIngestInput,
  { data, artifacts, scratch }: ValidateIngestServices,
): Promise<ValidateIngestOutput> {
  const plan = await artifacts.readJson(planKey, IngestPlanSchema);
  const { request, schema } = plan;
  const base = request.mode === 'replace' ? undefined : await plannedBase(plan, data, scratch.directory);

  const validation = await withWorkbench(scratch, async ({ db, directory }) =>
    validateDataset(db, await downloadUploads(request.uploads, data, directory), {
      schema,
      knowledgeAsOf: request.knowledgeAsOf,
      allowBackfill: request.allowBackfill || request.mode === 'backfill',
      ...(base === undefined ? {} : { base: { highWaterMark: base.manifest.highWaterMark, files: base.files } }),
    }),
  );

  const reportKey = `runs/${runId}/validate/report.json`;
  const found: IngestReport = IngestReportSchema.parse(
    validation.accepted ? { ...validation, mode: effectiveMode(request.mode, validation.facts) } : validation,
  );
  const report = await artifacts.writeJsonOnce(reportKey, found, IngestReportSchema);
  if (!report.accepted) throw datasetRefused(request.dataset, report.issues);
  return { reportKey, rows: report.facts.rows };
}
