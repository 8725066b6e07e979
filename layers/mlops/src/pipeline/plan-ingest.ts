import { type Instant, RunIdSchema } from '@optaic/mlops/base';
import type { EnvironmentFingerprint, Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { type IngestPlan, IngestPlanSchema } from './ingest-plan.ts';
import { ingestRequestOf } from './ingest-request.ts';
import type { ObjectStore } from './object-store.ts';
import { references } from './planned-dataset.ts';
import { stageWrite } from './stage-write.ts';

export const PlanIngestInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanIngestInput = z.infer<typeof PlanIngestInputSchema>;

export const PlanIngestOutputSchema = z.strictObject({ planKey: z.string() });
export type PlanIngestOutput = z.infer<typeof PlanIngestOutputSchema>;

export interface PlanIngestServices {
  readonly registry: Pick<Registry, 'runs' | 'datasets'>;
  readonly artifacts: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

/**
 * Pins the dataset's schema and latest version and starts the run.
 *
 * @throws {NotFoundError} `dataset.not_found`; {InvalidInputError} `run.request_malformed`.
 */
export async function planIngest(
  { runId }: PlanIngestInput,
  { registry, artifacts, environment, now }: PlanIngestServices,
): Promise<PlanIngestOutput> {
  const run = await registry.runs.getRun(runId);
  const request = ingestRequestOf(run);
  const planKey = `runs/${runId}/plan/plan.json`;
  const draft = { runId, actor: run.actor, request, ...(await pinDataset(request.dataset, registry)) };
  // Read back: a second attempt goes on with what the first one pinned, even if another version has come since.
  const { base, universe } = await artifacts.writeJsonOnce(planKey, draft, IngestPlanSchema);
  const inputs = [
    ...(base === undefined ? [] : [{ name: request.dataset, version: base.version }]),
    ...(universe === undefined ? [] : references([universe])),
  ];
  await registry.runs.startRun(runId, { inputs, environment }, stageWrite({ runId, actor: run.actor }, 'plan', now()));
  return { planKey };
}

async function pinDataset(
  name: IngestPlan['request']['dataset'],
  { datasets }: Pick<Registry, 'datasets'>,
): Promise<Pick<IngestPlan, 'schema' | 'space' | 'base' | 'universe'>> {
  const { schema, space, latestVersion } = await datasets.getDataset(name);
  const universe = await pinUniverse(schema.contracts?.coverage?.universe, { datasets });
  const pinned = { schema, space, ...(universe === undefined ? {} : { universe }) };
  if (latestVersion === 0) return pinned;
  const { version, manifestKey } = await datasets.getDatasetVersion(name, latestVersion);
  return { ...pinned, base: { version, manifestKey } };
}

/** The newest version of the universe that is to be covered, if there is one. */
async function pinUniverse(
  name: IngestPlan['request']['dataset'] | undefined,
  { datasets }: Pick<Registry, 'datasets'>,
): Promise<IngestPlan['universe']> {
  if (name === undefined) return undefined;
  const universe = await datasets.findDataset(name);
  if (universe === undefined || universe.latestVersion === 0) return undefined;
  const { version, manifestKey } = await datasets.getDatasetVersion(name, universe.latestVersion);
  return { name, version, manifestKey, schema: universe.schema };
}
