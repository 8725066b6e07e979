import {
  type CalendarDate,
  CalendarDateSchema,
  dateOf,
  type InstanceId,
  type Instant,
  InvalidInputError,
  NotFoundError,
  RunIdSchema,
} from '@optaic/mlops/base';
import { selectFeatures } from '@optaic/mlops/data';
import {
  type EnvironmentFingerprint,
  everyItem,
  type InstanceRecord,
  type ModelVersionRecord,
  type Registry,
  type RunRecord,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { loadDefinition } from './definition-loader.ts';
import { provenStale, requireFresh } from './input-freshness.ts';
import { type MonitoringPlan, MonitoringPlanSchema, ProfileBatchSchema, profileBatches } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';

import { type PlannedDataset, pinDatasets, plannedFeatures, references } from './planned-dataset.ts';
import { requireInstance, usableBundleKey } from './run-subject.ts';
import { stageWrite } from './stage-write.ts';

export const PlanMonitoringInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanMonitoringInput = z.infer<typeof PlanMonitoringInputSchema>;

export const PlanMonitoringOutputSchema = z.strictObject({
  planKey: z.string(),
  batches: z.array(ProfileBatchSchema).min(1),
});
export type PlanMonitoringOutput = z.infer<typeof PlanMonitoringOutputSchema>;

export interface PlanMonitoringServices {
  readonly registry: Pick<Registry, 'runs' | 'instances' | 'definitions' | 'datasets' | 'modelVersions'>;
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

/** What a monitoring run is asked to do: RunRecord.request of kind `monitoring`. */
export const MonitoringRequestSchema = z.strictObject({
  /** @default the latest completed inference as of the run's as-of time or earlier */
  inferenceRunId: RunIdSchema.optional(),
  /** Refused unless it is what the limits are calibrated on. */
  windowDays: z.int().min(1).optional(),
});

const InferenceResultSchema = z.object({
  modelVersion: z.int().min(1),
  decisionDates: z.array(CalendarDateSchema).min(1),
});

/**
 * Pins what a check depends on and starts its run: the watched inference, its model version with its limits, the newest
 * dataset versions, who predicted each date, and the definition's rules.
 *
 * @throws {NotFoundError} `monitoring.no_inference`, `run.not_found`, `dataset.not_found`, `dataset.not_known_yet`.
 * @throws {InvalidInputError} `run.request_malformed`, `monitoring.inference_unusable`, `lookahead.inference`, `monitoring.window_uncalibrated`,
 *   `frame.feature_unknown`, `definition.unusable`, `dataset.stale`.
 * @throws {IntegrityError} `definition.digest_mismatch`.
 */
export async function planMonitoring(
  { runId }: PlanMonitoringInput,
  services: PlanMonitoringServices,
): Promise<PlanMonitoringOutput> {
  const { registry, artifacts } = services;
  const run = await registry.runs.getRun(runId);
  const instance = await registry.instances.getInstance(requireInstance(run));
  const planKey = `runs/${runId}/plan/plan.json`;
  // Read back: a second attempt goes on with what the first one pinned, even if newer data has come since.
  const plan = await artifacts.writeJsonOnce(planKey, await draftPlan(run, instance, services), MonitoringPlanSchema);
  await registry.runs.startRun(
    runId,
    {
      inputs: references(plan.datasets),
      definitionDigest: plan.definition.digest,
      modelVersion: plan.modelVersion,
      environment: plan.environment,
    },
    stageWrite(plan, 'plan', services.now()),
  );
  return { planKey, batches: profileBatches(plan.windowDays) };
}

async function draftPlan(
  run: RunRecord,
  instance: InstanceRecord,
  services: PlanMonitoringServices,
): Promise<MonitoringPlan> {
  const { registry, artifacts } = services;
  const request = parseRequest(run);
  const inferences = await completedInferences(instance.id, run.asOf, registry);
  const watched = await watchedInference(run, instance.id, request.inferenceRunId, inferences, registry);
  const version = await registry.modelVersions.getModelVersion(instance.id, watched.modelVersion);
  const bundleKey = await usableBundleKey(version.definition, registry);
  const { monitoring } = loadDefinition(await artifacts.read(bundleKey), version.definition.digest);
  const { windowDays } = monitoring.dataMonitor;
  requireCalibrated(request.windowDays, windowDays);

  const { inferenceDatasets, labelDataset, outputDataset, universe, config } = instance;
  const datasets = await pinDatasets([...inferenceDatasets, labelDataset, universe, outputDataset], run.asOf, services);
  const stale = await provenStale(datasets, run.asOf, services);
  requireFresh(instance.space, stale);
  const previousCheck = await findPreviousCheck(run, instance.id, registry);
  const predictedBy = predictorOfDates([...inferences, watched]);
  return {
    runId: run.id,
    instanceId: instance.id,
    space: instance.space,
    actor: run.actor,
    asOf: run.asOf,
    clock: run.clock,
    modelVersion: version.version,
    definition: version.definition,
    baselineKey: version.baselineKey,
    datasets,
    stale,
    features: featuresOf(version, datasets, instance),
    label: { dataset: labelDataset, column: config.targetColumn },
    predictions: outputDataset,
    universe,
    calendar: inferenceDatasets[0],
    featureLag: config.featureLag,
    windowDays,
    predictedBy,
    validations: await validationsOf(
      new Set(predictedBy.map(({ modelVersion }) => modelVersion)),
      instance.id,
      registry,
    ),
    performanceMonitor: { ...monitoring.performanceMonitor },
    alertRules: monitoring.alertRules.map((rule) => ({ ...rule })),
    ...(previousCheck === undefined ? {} : { previousCheck }),
    environment: services.environment,
  };
}

function parseRequest(run: RunRecord): z.infer<typeof MonitoringRequestSchema> {
  const parsed = MonitoringRequestSchema.safeParse(run.request);
  if (parsed.success) return parsed.data;
  throw new InvalidInputError(
    'run.request_malformed',
    `run ${run.id} is no monitoring request: ${z.prettifyError(parsed.error)}`,
  );
}

type Inference = z.infer<typeof InferenceResultSchema>;

/** What was predicted as of a time or earlier, latest first. */
async function completedInferences(
  instanceId: InstanceId,
  asOf: Instant,
  { runs }: Pick<Registry, 'runs'>,
): Promise<Inference[]> {
  const inferences: Inference[] = [];
  const filter = { instanceId, kind: 'inference', mode: 'normal', status: 'completed', asOfUntil: asOf } as const;
  for await (const { result } of everyItem((page) => runs.listRuns(filter, page))) {
    inferences.push(InferenceResultSchema.parse(result));
  }
  return inferences;
}

async function watchedInference(
  run: RunRecord,
  instanceId: InstanceId,
  requested: RunRecord['id'] | undefined,
  inferences: readonly Inference[],
  { runs }: Pick<Registry, 'runs'>,
): Promise<Inference> {
  if (requested === undefined) {
    const [latest] = inferences;
    if (latest !== undefined) return latest;
    throw new NotFoundError(
      'monitoring.no_inference',
      `instance ${instanceId} has no completed inference run as of ${run.asOf} or earlier; predict something first`,
    );
  }
  const inference = await runs.getRun(requested);
  const isOfInstance = inference.kind === 'inference' && inference.instanceId === instanceId;
  if (!isOfInstance || inference.mode !== 'normal' || inference.status !== 'completed') {
    throw new InvalidInputError(
      'monitoring.inference_unusable',
      `run ${requested} is a ${inference.status} ${inference.kind} run of ${inference.instanceId ?? 'no instance'}, mode ${inference.mode}; name a completed inference run of ${instanceId}`,
    );
  }
  if (inference.asOf > run.asOf) {
    throw new InvalidInputError(
      'lookahead.inference',
      `inference run ${requested} is as of ${inference.asOf}, after this check's ${run.asOf}; check it as of then or later`,
    );
  }
  return InferenceResultSchema.parse(inference.result);
}

function requireCalibrated(requested: number | undefined, calibrated: number): void {
  if (requested === undefined || requested === calibrated) return;
  throw new InvalidInputError(
    'monitoring.window_uncalibrated',
    `windowDays is ${requested}; the drift limits are calibrated on windows of ${calibrated} days and hold for no other length`,
  );
}

/** The version that each date was predicted by, in order of the dates; the latest run of a date counts. */
function predictorOfDates(latestFirst: readonly Inference[]): MonitoringPlan['predictedBy'] {
  const versions = new Map<CalendarDate, number>();
  for (const { decisionDates, modelVersion } of latestFirst) {
    for (const date of decisionDates) if (!versions.has(date)) versions.set(date, modelVersion);
  }
  return [...versions]
    .map(([decisionDate, modelVersion]) => ({ decisionDate, modelVersion }))
    .sort((a, b) => (a.decisionDate < b.decisionDate ? -1 : 1));
}

/** The model's own features, wherever the instance's datasets have them now. */
function featuresOf(
  { signature }: ModelVersionRecord,
  datasets: readonly PlannedDataset[],
  { inferenceDatasets, config }: InstanceRecord,
): MonitoringPlan['features'] {
  const sources = datasets.filter(({ name }) => inferenceDatasets.includes(name));
  const { featureNames: featureColumns } = signature;
  return selectFeatures(sources, { featureColumns, targetColumn: config.targetColumn }).map(plannedFeatures);
}

async function validationsOf(
  versions: ReadonlySet<number>,
  instanceId: InstanceId,
  { modelVersions }: Pick<Registry, 'modelVersions'>,
): Promise<MonitoringPlan['validations']> {
  return Promise.all(
    [...versions]
      .sort((a, b) => a - b)
      .map(async (modelVersion) => {
        const { metrics } = await modelVersions.getModelVersion(instanceId, modelVersion);
        return {
          modelVersion,
          mean: metrics.meanRankInformationCoefficient ?? null,
          standardError: metrics.rankInformationCoefficientStandardError ?? null,
        };
      }),
  );
}

async function findPreviousCheck(
  run: RunRecord,
  instanceId: InstanceId,
  { runs }: Pick<Registry, 'runs'>,
): Promise<CalendarDate | undefined> {
  const filter = { instanceId, kind: 'monitoring', status: 'completed', asOfUntil: run.asOf } as const;
  for await (const { asOf } of everyItem((page) => runs.listRuns(filter, page))) {
    if (dateOf(asOf) < dateOf(run.asOf)) return dateOf(asOf);
  }
  return undefined;
}
