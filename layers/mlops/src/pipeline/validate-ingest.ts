import { RunIdSchema } from '@optaic/mlops/base';
import { datasetRefused, validateDataset } from '@optaic/mlops/data';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { effectiveMode } from './dataset-version.ts';
import { downloadUploads, ingestBase, ingestJob } from './ingest-job.ts';
import { type IngestReport, IngestReportSchema } from './ingest-report.ts';
import type { ObjectStore } from './object-store.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const ValidateIngestInputSchema = z.strictObject({ runId: RunIdSchema, basedOn: z.int().min(0) });
export type ValidateIngestInput = z.infer<typeof ValidateIngestInputSchema>;

export const ValidateIngestOutputSchema = z.strictObject({ reportKey: z.string(), rows: z.int().min(1) });
export type ValidateIngestOutput = z.infer<typeof ValidateIngestOutputSchema>;

export interface ValidateIngestServices {
  readonly registry: Pick<Registry, 'runs' | 'datasets'>;
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
  { runId, basedOn }: ValidateIngestInput,
  { registry, data, artifacts, scratch }: ValidateIngestServices,
): Promise<ValidateIngestOutput> {
  const job = await ingestJob(runId, basedOn, registry);
  const { request, dataset } = job;
  const base = request.mode === 'replace' ? undefined : await ingestBase(job, { data, scratch });

  const validation = await withWorkbench(scratch, async ({ db, directory }) =>
    validateDataset(db, await downloadUploads(request.uploads, data, directory), {
      schema: dataset.schema,
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
  if (!report.accepted) throw datasetRefused(dataset.name, report.issues);
  return { reportKey, rows: report.facts.rows };
}
