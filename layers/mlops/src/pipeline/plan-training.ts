import { type Instant, InvalidInputError, RunIdSchema } from '@optaic/mlops/base';
import { selectFeatures } from '@optaic/mlops/data';
import type {
  DatasetReference,
  EnvironmentFingerprint,
  InstanceRecord,
  Registry,
  RunRecord,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { parseHyperparameters } from './definition-boundary.ts';
import { loadDefinition } from './definition-loader.ts';
import { importOf } from './import-request.ts';
import { provenStale, requireFresh } from './input-freshness.ts';
import type { ObjectStore } from './object-store.ts';
import { pinDatasets, plannedFeatures, references, requireGrade, weakestGrade } from './planned-dataset.ts';
import { rewrittenInputs } from './rewritten-inputs.ts';
import { requireInstance, usableDefinition } from './run-subject.ts';
import { stageWrite } from './stage-write.ts';
import { type TrainingPlan, TrainingPlanSchema } from './training-plan.ts';

export const PlanTrainingInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanTrainingInput = z.infer<typeof PlanTrainingInputSchema>;

export const PlanTrainingOutputSchema = z.strictObject({ planKey: z.string() });
export type PlanTrainingOutput = z.infer<typeof PlanTrainingOutputSchema>;

export interface PlanTrainingServices {
  readonly registry: Pick<Registry, 'runs' | 'instances' | 'definitions' | 'datasets' | 'modelVersions'>;
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

const RequestSchema = z.object({ seed: z.int().min(0).max(2_147_483_647).optional() });

/**
 * Pins what a training depends on and starts its run. What is wrong with the request is said here, before anything is
 * computed.
 *
 * @throws {NotFoundError} `dataset.not_found`, `dataset.not_known_yet`, `definition.not_found`.
 * @throws {InvalidInputError} `frame.feature_unknown`, `instance.unknown_target`, `instance.hyperparameter_invalid`,
 *   `definition.unusable`, `dataset.grade_refused`, `dataset.stale`; of an import `training.no_upload`,
 *   `training.upload_unwanted`, `upload.digest_mismatch`, and those of `importOnnx` that a file shows by itself.
 * @throws {IntegrityError} `definition.digest_mismatch`.
 */
export async function planTraining(
  { runId }: PlanTrainingInput,
  services: PlanTrainingServices,
): Promise<PlanTrainingOutput> {
  const { registry, artifacts } = services;
  const run = await registry.runs.getRun(runId);
  const instance = await registry.instances.getInstance(requireInstance(run));
  const planKey = `runs/${runId}/plan/plan.json`;
  // Read back: a second attempt goes on with what the first one pinned, even if newer data has come since.
  const plan = await artifacts.writeJsonOnce(planKey, await draftPlan(run, instance, services), TrainingPlanSchema);
  await registry.runs.startRun(
    runId,
    {
      inputs: references(plan.datasets),
      definitionDigest: plan.definition.digest,
      seed: plan.seed,
      environment: plan.environment,
    },
    stageWrite(plan, 'plan', services.now()),
  );
  return { planKey };
}

async function draftPlan(
  run: RunRecord,
  instance: InstanceRecord,
  services: PlanTrainingServices,
): Promise<TrainingPlan> {
  const { config, definition, labelDataset, trainingDatasets, universe } = instance;
  const { bundleKey, category } = await usableDefinition(definition, services.registry);
  const module = loadDefinition(await services.artifacts.read(bundleKey), definition.digest);
  const { upload, declared } = await importOf(run, module, services);
  const hyperparameters = { ...config.hyperparameters, ...declared };
  const resolved = z.record(z.string(), z.unknown()).parse(parseHyperparameters(module, hyperparameters));
  const datasets = await pinDatasets([...trainingDatasets, labelDataset, universe], run.asOf, services);
  requireGrade(instance.space, datasets);
  const stale = await provenStale(datasets, run.asOf, services);
  requireFresh(instance.space, stale);
  requireTarget(datasets, labelDataset, config.targetColumn);
  const sources = datasets.filter(({ name }) => trainingDatasets.includes(name));

  return {
    runId: run.id,
    instanceId: instance.id,
    space: instance.space,
    actor: run.actor,
    asOf: run.asOf,
    clock: run.clock,
    definition,
    category,
    bundleKey,
    ...(await productionModel(run, instance, services)),
    ...(upload === undefined ? {} : { upload }),
    hyperparameters,
    resolvedHyperparameters: resolved,
    split: {
      horizonDays: module.training.config.horizonDays,
      validationShare: module.training.config.validationShare,
      embargoDays: module.training.config.embargoDays,
    },
    datasets,
    stale,
    rewrites: await rewrittenInputs(references(datasets), await lastTrainingDatasets(instance, services), services),
    features: selectFeatures(sources, config).map(plannedFeatures),
    label: { dataset: labelDataset, column: config.targetColumn },
    universe,
    calendar: sources[0]?.name ?? labelDataset,
    featureLag: config.featureLag,
    trainWindow: config.trainWindow,
    seed: RequestSchema.parse(run.request).seed ?? config.seed,
    environment: services.environment,
    knowledgeGrade: weakestGrade(datasets),
    autoPromote: config.autoPromote,
  };
}

/** What the newest version was trained on; nothing before the first. */
async function lastTrainingDatasets(
  { id, latestVersion }: InstanceRecord,
  { registry }: PlanTrainingServices,
): Promise<readonly DatasetReference[]> {
  if (latestVersion === 0) return [];
  return (await registry.modelVersions.getModelVersion(id, latestVersion)).trainingDatasets;
}

/** The version in production, which a refit may hold itself against: of the same definition, and not trained later. */
async function productionModel(
  { asOf }: RunRecord,
  { id, activeVersion, definition }: InstanceRecord,
  { registry }: PlanTrainingServices,
): Promise<Pick<TrainingPlan, 'previous'>> {
  if (activeVersion === undefined) return {};
  const active = await registry.modelVersions.getModelVersion(id, activeVersion);
  if (active.definition.name !== definition.name || active.trainedAsOf > asOf) return {};
  const { version, nativeKey: key, nativeSha256: sha256 } = active;
  return key === undefined || sha256 === undefined ? {} : { previous: { version, key, sha256 } };
}

function requireTarget(
  datasets: Awaited<ReturnType<typeof pinDatasets>>,
  labelDataset: InstanceRecord['labelDataset'],
  targetColumn: string,
): void {
  const columns = datasets.find(({ name }) => name === labelDataset)?.schema.columns ?? [];
  if (columns.some(({ name, role, type }) => name === targetColumn && role === 'value' && type === 'double')) return;
  throw new InvalidInputError(
    'instance.unknown_target',
    `dataset "${labelDataset}" has no number column "${targetColumn}" to learn; it has ${columns
      .filter(({ role }) => role === 'value')
      .map(({ name }) => name)
      .join(', ')}`,
  );
}
