import { type Instant, RunIdSchema } from '@optaic/mlops/base';
import type { EnvironmentFingerprint, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { ingestRequestOf } from './ingest-request.ts';
import { stageWrite } from './stage-write.ts';

export const PlanIngestInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanIngestInput = z.infer<typeof PlanIngestInputSchema>;

export const PlanIngestOutputSchema = z.strictObject({
  /** The version that the new rows are judged against and come on top of; 0 for the first one. */
  basedOn: z.int().min(0),
});
export type PlanIngestOutput = z.infer<typeof PlanIngestOutputSchema>;

export interface PlanIngestServices {
  readonly registry: Pick<Registry, 'runs' | 'datasets'>;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

/**
 * Pins the dataset's latest version and starts the run. A second attempt goes on with what the first one pinned.
 *
 * @throws {NotFoundError} `dataset.not_found`; {InvalidInputError} `run.request_malformed`.
 */
export async function planIngest(
  { runId }: PlanIngestInput,
  { registry, environment, now }: PlanIngestServices,
): Promise<PlanIngestOutput> {
  const run = await registry.runs.getRun(runId);
  const { name, latestVersion } = await registry.datasets.getDataset(ingestRequestOf(run).dataset);
  const inputs = latestVersion === 0 ? [] : [{ name, version: latestVersion }];
  const started = await registry.runs.startRun(
    runId,
    { inputs, environment },
    stageWrite({ runId, actor: run.actor }, 'plan', now()),
  );
  return { basedOn: started.inputs[0]?.version ?? 0 };
}
