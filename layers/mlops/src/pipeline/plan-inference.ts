import {
  type CalendarDate,
  CalendarDateSchema,
  dateOf,
  type Instant,
  InvalidInputError,
  RunIdSchema,
} from '@optaic/mlops/base';
import { selectFeatures } from '@optaic/mlops/data';
import type {
  EnvironmentFingerprint,
  InstanceRecord,
  ModelVersionRecord,
  Registry,
  RunRecord,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { type InferenceBatch, type InferencePlan, InferencePlanSchema } from './inference-plan.ts';
import { provenStale, requireFresh } from './input-freshness.ts';
import type { ObjectStore } from './object-store.ts';
import { pinStates } from './pin-states.ts';
import { pinDatasets, plannedFeatures, references, requireGrade } from './planned-dataset.ts';
import { rewrittenInputs } from './rewritten-inputs.ts';
import { requireInstance, usableDefinition } from './run-subject.ts';
import { stageWrite } from './stage-write.ts';

/** Decision dates of one Map item, so that a batch stays far below a function's memory and time. */
const DATES_PER_BATCH = 250;
/** Of a definition with memory, whose dates follow each other in one batch: ten years. */
const DATES_IN_ONE = 2_500;
/** Items that an inline Map takes with its state under 256 KiB; about a thousand years of weeks. */
const MAXIMUM_BATCHES = 200;

export const PlanInferenceInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanInferenceInput = z.infer<typeof PlanInferenceInputSchema>;

export const PlanInferenceOutputSchema = z.strictObject({
  planKey: z.string(),
  /** Indices of the plan's batches, one Map item each. */
  batches: z.array(z.int().min(0)).min(1).max(MAXIMUM_BATCHES),
});
export type PlanInferenceOutput = z.infer<typeof PlanInferenceOutputSchema>;

export interface PlanInferenceServices {
  readonly registry: Pick<Registry, 'runs' | 'instances' | 'definitions' | 'datasets' | 'modelVersions'>;
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

const RequestSchema = z.object({
  modelVersion: z.int().min(1).optional(),
  decisionDates: z.array(CalendarDateSchema).min(1).optional(),
});

/**
 * Pins what an inference depends on, plans its batches and starts its run.
 *
 * @throws {InvalidInputError} `inference.no_production_version`, `model_version.blocked`, `lookahead.model` for a model
 *   trained after the as-of time, `lookahead.decision` for a decision after it, `inference.too_many_dates`,
 *   `frame.feature_unknown`, `dataset.grade_refused`, `dataset.stale`.
 * @throws {NotFoundError} `model_version.not_found`, `dataset.not_found`, `dataset.not_known_yet`.
 */
export async function planInference(
  { runId }: PlanInferenceInput,
  services: PlanInferenceServices,
): Promise<PlanInferenceOutput> {
  const { registry, artifacts } = services;
  const run = await registry.runs.getRun(runId);
  const instance = await registry.instances.getInstance(requireInstance(run));
  const planKey = `runs/${runId}/plan/plan.json`;
  // Read back: a second attempt goes on with what the first one pinned, whatever was promoted or committed since.
  const plan = await artifacts.writeJsonOnce(planKey, await draftPlan(run, instance, services), InferencePlanSchema);
  await registry.runs.startRun(
    runId,
    {
      inputs: references(plan.datasets),
      definitionDigest: plan.definition.digest,
      modelVersion: plan.model.version,
      environment: plan.environment,
    },
    stageWrite(plan, 'plan', services.now()),
  );
  return { planKey, batches: plan.batches.map(({ index }) => index) };
}

async function draftPlan(
  run: RunRecord,
  instance: InstanceRecord,
  services: PlanInferenceServices,
): Promise<InferencePlan> {
  const { config, inferenceDatasets, universe } = instance;
  const request = RequestSchema.parse(run.request);
  const model = await services.registry.modelVersions.getModelVersion(
    instance.id,
    request.modelVersion ?? requireProduction(instance),
  );
  requireServable(model, run.asOf);
  const datasets = await pinDatasets([...inferenceDatasets, universe], run.asOf, services);
  requireGrade(instance.space, datasets);
  const stale = await provenStale(datasets, run.asOf, services);
  requireFresh(instance.space, stale);
  const sources = datasets.filter(({ name }) => inferenceDatasets.includes(name));
  const selected = selectFeatures(sources, {
    featureColumns: model.signature.featureNames,
    targetColumn: config.targetColumn,
  });

  const { bundleKey, category } = await usableDefinition(model.definition, services.registry);
  return {
    runId: run.id,
    instanceId: instance.id,
    space: instance.space,
    actor: run.actor,
    asOf: run.asOf,
    clock: run.clock,
    // The version's own definition: an instance may have moved on since it was trained.
    definition: model.definition,
    category,
    bundleKey,
    model: {
      version: model.version,
      onnx: { key: model.onnxKey, sha256: model.onnxSha256 },
      ...nativeForm(model),
      featureNames: model.signature.featureNames,
      trainedAsOf: model.trainedAsOf,
    },
    datasets,
    stale,
    rewrites: await rewrittenInputs(references(datasets), model.trainingDatasets, services),
    features: selected.map(plannedFeatures),
    universe,
    calendar: sources[0]?.name ?? universe,
    featureLag: config.featureLag,
    outputDataset: instance.outputDataset,
    owner: instance.owner,
    batches: planBatches(request.decisionDates, run.asOf, model.memory === undefined ? 'several' : 'one'),
    ...(await pinStates(run, model, instance.outputDataset, services.registry)),
    environment: services.environment,
  };
}

function nativeForm({
  nativeKey: key,
  nativeSha256: sha256,
}: ModelVersionRecord): Pick<InferencePlan['model'], 'native'> {
  return key === undefined || sha256 === undefined ? {} : { native: { key, sha256 } };
}

function requireProduction({ id, activeVersion }: InstanceRecord): number {
  if (activeVersion !== undefined) return activeVersion;
  throw new InvalidInputError(
    'inference.no_production_version',
    `instance ${id} has no version in production; promote one, or name a version in the request`,
  );
}

function requireServable({ instanceId, version, trainedAsOf, guardrails }: ModelVersionRecord, asOf: Instant): void {
  if (trainedAsOf > asOf) {
    throw new InvalidInputError(
      'lookahead.model',
      `version ${version} of ${instanceId} was trained as of ${trainedAsOf}, after the run's as-of time ${asOf}; infer as of a later time or with an older version`,
    );
  }
  if (guardrails.verdict === 'blocked') {
    throw new InvalidInputError(
      'model_version.blocked',
      `version ${version} of ${instanceId} was blocked by its guardrails and cannot predict; see ${guardrails.reportKey}`,
    );
  }
}

/**
 * Decision dates in time order, each once, in batches, or in one where each date goes on from the one before; one batch
 * without dates for the last trading day.
 *
 * @throws {InvalidInputError} `lookahead.decision`, `inference.too_many_dates`.
 */
export function planBatches(
  decisionDates: readonly CalendarDate[] | undefined,
  asOf: Instant,
  batches: 'several' | 'one' = 'several',
): InferenceBatch[] {
  if (decisionDates === undefined) return [{ index: 0, decisionDates: [] }];
  const dates = [...new Set(decisionDates)].toSorted();
  const late = dates.find((date) => date > dateOf(asOf));
  if (late !== undefined) {
    throw new InvalidInputError('lookahead.decision', `decision date ${late} is after the as-of time ${asOf}`);
  }
  const perBatch = batches === 'one' ? DATES_IN_ONE : DATES_PER_BATCH;
  const limit = batches === 'one' ? DATES_IN_ONE : DATES_PER_BATCH * MAXIMUM_BATCHES;
  if (dates.length > limit) {
    throw new InvalidInputError(
      'inference.too_many_dates',
      `${dates.length} decision dates are asked for, a run takes ${limit}; ask for fewer in several runs`,
    );
  }
  return Array.from({ length: Math.ceil(dates.length / perBatch) }, (_, index) => ({
    index,
    decisionDates: dates.slice(index * perBatch, (index + 1) * perBatch),
  }));
}
