import { IntegrityError } from '@optaic/mlops/base';
import { DatasetManifestSchema, stageRows, writeAcceptedParts } from '@optaic/mlops/data';
import { z } from 'zod';
import { draftManifest, plannedBase, storeParts } from './dataset-version.ts';
import { downloadUploads } from './download-uploads.ts';
import { IngestPlanSchema, IngestStageInputSchema } from './ingest-plan.ts';
import { IngestReportSchema } from './ingest-report.ts';
import { versionPrefix } from './ingest-request.ts';
import type { ValidateIngestServices } from './validate-ingest.ts';
import { withWorkbench } from './workbench.ts';

export const ConvertIngestInputSchema = IngestStageInputSchema.extend({ reportKey: z.string() });
export type ConvertIngestInput = z.infer<typeof ConvertIngestInputSchema>;

export const ConvertIngestOutputSchema = z.strictObject({
  /** Artifacts bucket: the version's manifest, not yet committed. */
  draftKey: z.string(),
});
export type ConvertIngestOutput = z.infer<typeof ConvertIngestOutputSchema>;

export type ConvertIngestServices = Pick<ValidateIngestServices, 'data' | 'artifacts' | 'scratch'>;

/** Writes the accepted rows as Parquet parts and drafts the manifest with the digest of all rows of the version. */
export async function convertIngest(
  { runId, planKey, reportKey }: ConvertIngestInput,
  { data, artifacts, scratch }: ConvertIngestServices,
): Promise<ConvertIngestOutput> {
  const report = await artifacts.readJson(reportKey, IngestReportSchema);
  if (!report.accepted) {
    throw new IntegrityError(
      'ingest.report_refuses',
      `report ${reportKey} refuses the rows that run ${runId} converts`,
    );
  }
  const plan = await artifacts.readJson(planKey, IngestPlanSchema);
  const { request, schema } = plan;
  const base = await plannedBase(plan, data, scratch.directory);

  const draft = await withWorkbench(scratch, async ({ db, directory }) => {
    const files = await downloadUploads(request.uploads, data, directory);
    const issues = await stageRows(db, files, schema);
    if (issues.length > 0) {
      throw new IntegrityError('ingest.rows_changed', `uploads of run ${runId} were accepted and can now not be read`);
    }
    const written = await writeAcceptedParts(db, schema, directory);
    const added = await storeParts(data, versionPrefix(request.dataset, runId), written);
    return draftManifest(db, { schema, mode: report.mode, parents: request.parents, base, added });
  });

  const draftKey = `runs/${runId}/convert/manifest.json`;
  await artifacts.writeJsonOnce(draftKey, draft, DatasetManifestSchema);
  return { draftKey };
}
