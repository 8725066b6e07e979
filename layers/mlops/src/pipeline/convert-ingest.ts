import { join } from 'node:path';
import { IntegrityError, RunIdSchema } from '@optaic/mlops/base';
import { DatasetManifestSchema, stageRows, writeAcceptedRows } from '@optaic/mlops/data';
import { z } from 'zod';
import { draftManifest, storePart } from './dataset-version.ts';
import { downloadUploads, ingestBase, ingestJob } from './ingest-job.ts';
import { IngestReportSchema } from './ingest-report.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ValidateIngestServices } from './validate-ingest.ts';
import { withWorkbench } from './workbench.ts';

export const ConvertIngestInputSchema = z.strictObject({
  runId: RunIdSchema,
  basedOn: z.int().min(0),
  reportKey: z.string(),
});
export type ConvertIngestInput = z.infer<typeof ConvertIngestInputSchema>;

export const ConvertIngestOutputSchema = z.strictObject({
  /** Artifacts bucket: the version's manifest, not yet committed. */
  draftKey: z.string(),
});
export type ConvertIngestOutput = z.infer<typeof ConvertIngestOutputSchema>;

export type ConvertIngestServices = ValidateIngestServices;

/** Writes the accepted rows as a Parquet part and drafts the manifest with the digest of all rows of the version. */
export async function convertIngest(
  { runId, basedOn, reportKey }: ConvertIngestInput,
  { registry, data, artifacts, scratch }: ConvertIngestServices,
): Promise<ConvertIngestOutput> {
  const report = await artifacts.readJson(reportKey, IngestReportSchema);
  if (!report.accepted) {
    throw new IntegrityError(
      'ingest.report_refuses',
      `report ${reportKey} refuses the rows that run ${runId} converts`,
    );
  }
  const job = await ingestJob(runId, basedOn, registry);
  const { request, dataset } = job;
  const base = await ingestBase(job, { data, scratch });

  const draft = await withWorkbench(scratch, async ({ db, directory }) => {
    const files = await downloadUploads(request.uploads, data, directory);
    const issues = await stageRows(db, files, dataset.schema);
    if (issues.length > 0) {
      throw new IntegrityError('ingest.rows_changed', `uploads of run ${runId} were accepted and can now not be read`);
    }
    const path = join(directory, 'part.parquet');
    await writeAcceptedRows(db, dataset.schema, path);
    const key = `${versionPrefix(dataset.name, runId)}/part-00000.parquet`;
    const part = await storePart(data, { key, path, facts: report.facts });
    const { schema } = dataset;
    return draftManifest(db, { schema, mode: report.mode, parents: request.parents, base, part, path });
  });

  const draftKey = `runs/${runId}/convert/manifest.json`;
  await artifacts.writeJsonOnce(draftKey, draft, DatasetManifestSchema);
  return { draftKey };
}
