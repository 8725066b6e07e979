import {
  type CalendarDate,
  dateOf,
  type Instant,
  IntegrityError,
  InvalidInputError,
  RunIdSchema,
} from '@optaic/mlops/base';
import { selectFeatures } from '@optaic/mlops/data';
import {
  type EnvironmentFingerprint,
  type InstanceRecord,
  type ModelVersionRecord,
  type Registry,
  type RunRecord,
  researchLineOf,
  trialIdentityOf,
  trialIdOf,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { type BacktestPlan, BacktestPlanSchema, type BacktestSegment } from './backtest-plan.ts';
import { loadDefinition } from './definition-loader.ts';
import { InferencePlanSchema } from './inference-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { planKeyOf } from './plan-pit-audit.ts';
import { type PlannedDataset, pinDatasets, plannedFeatures, references } from './planned-dataset.ts';
import { requireInstance, usableBundleKey } from './run-subject.ts';
import { stageWrite } from './stage-write.ts';

export const PlanBacktestInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanBacktestInput = z.infer<typeof PlanBacktestInputSchema>;

export const PlanBacktestOutputSchema = z.strictObject({
  planKey: z.string(),
  /** Indices of the plan's segments, one Map item each. */
  segments: z.array(z.int().min(0)).min(1),
});
export type PlanBacktestOutput = z.infer<typeof PlanBacktestOutputSchema>;

export interface PlanBacktestServices {
  readonly registry: Pick<Registry, 'runs' | 'instances' | 'definitions' | 'datasets' | 'modelVersions'>;
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

/** What an evaluation is asked to judge: RunRecord.request of kind `evaluation` on a back-test's instance. */
export const BacktestRequestSchema = z.strictObject({
  costBps: z.number().min(0).max(1_000),
  inferenceRunIds: z.array(RunIdSchema).min(1).max(600),
});

/**
 * Pins what the evaluation of a back-test depends on and starts its run: every fit with the decisions it was used for, all
 * of them later than it.
 *
 * @throws {InvalidInputError} `backtest.not_a_backtest` for an ordinary instance; `backtest.inference_unusable`;
 *   `lookahead.model` for a decision that its model could have been trained on; `backtest.decisions_overlap`;
 *   `backtest.trials_mixed` when its fits are not of one trial.
 */
export async function planBacktest(
  { runId }: PlanBacktestInput,
  services: PlanBacktestServices,
): Promise<PlanBacktestOutput> {
  const { registry, artifacts } = services;
  const run = await registry.runs.getRun(runId);
  const instance = await registry.instances.getInstance(requireInstance(run));
  const planKey = planKeyOf(runId);
  const plan = await artifacts.writeJsonOnce(planKey, await draftPlan(run, instance, services), BacktestPlanSchema);
  await registry.runs.startRun(
    runId,
    {
      inputs: references(plan.datasets),
      definitionDigest: plan.definition.digest,
      environment: plan.environment,
    },
    stageWrite(plan, 'plan', services.now()),
  );
  return { planKey, segments: plan.segments.map(({ index }) => index) };
}

async function draftPlan(
  run: RunRecord,
  instance: InstanceRecord,
  services: PlanBacktestServices,
): Promise<BacktestPlan> {
  const { registry, artifacts } = services;
  const { backtest, definition, config, labelDataset, outputDataset, universe, inferenceDatasets } = instance;
  if (backtest === undefined) {
    throw new InvalidInputError(
      'backtest.not_a_backtest',
      `instance ${instance.id} is no back-test's; start one with POST /v1/instances/${instance.id}/backtests`,
    );
  }
  const { costBps, inferenceRunIds } = BacktestRequestSchema.parse(run.request);
  const datasets = await pinDatasets([...inferenceDatasets, labelDataset, universe, outputDataset], run.asOf, services);
  const fits: { segment: BacktestSegment; version: ModelVersionRecord }[] = [];
  for (const id of inferenceRunIds) fits.push(await fitOf(id, instance, datasets, services));
  fits.sort((a, b) => (a.segment.from < b.segment.from ? -1 : 1));
  const segments = fits.map(({ segment }, index) => ({ ...segment, index }));
  requireApart(segments);
  const line = researchLineOf(instance);
  const [identity, ...others] = fits.map(({ version }) => trialIdentityOf(instance, version));
  if (identity === undefined) throw new IntegrityError('backtest.empty', `run ${run.id} names no inference run`);
  if (others.some((other) => trialIdOf(line, other) !== trialIdOf(line, identity))) {
    throw new InvalidInputError(
      'backtest.trials_mixed',
      `the fits of ${instance.id} differ in definition, hyperparameters or features, so that they are not one trial; back-test each`,
    );
  }
  const bundleKey = await usableBundleKey(definition, registry);
  const { training, monitoring } = loadDefinition(await artifacts.read(bundleKey), definition.digest);
  return {
    runId: run.id,
    backtestInstanceId: instance.id,
    instanceId: backtest.of,
    actor: run.actor,
    asOf: run.asOf,
    clock: 'simulated',
    walk: backtest.walk,
    costBps,
    line,
    identity,
    definition,
    horizonDays: training.config.horizonDays,
    windowDays: monitoring.dataMonitor.windowDays,
    alertRules: monitoring.alertRules.map((rule) => ({ ...rule })),
    minimumDates: monitoring.performanceMonitor.minimumDates,
    datasets,
    label: { dataset: labelDataset, column: config.targetColumn },
    predictions: outputDataset,
    universe,
    calendar: inferenceDatasets[0] ?? universe,
    featureLag: config.featureLag,
    segments,
    environment: services.environment,
  };
}

/** One inference run of the back-test with the version it served. */
async function fitOf(
  id: RunRecord['id'],
  instance: InstanceRecord,
  datasets: readonly PlannedDataset[],
  { registry, artifacts }: PlanBacktestServices,
): Promise<{ segment: BacktestSegment; version: ModelVersionRecord }> {
  const run = await registry.runs.getRun(id);
  const isOurs = run.kind === 'inference' && run.mode === 'normal' && run.instanceId === instance.id;
  if (!isOurs || run.status !== 'completed') {
    throw new InvalidInputError(
      'backtest.inference_unusable',
      `run ${id} is a ${run.status} ${run.kind} run of ${run.instanceId ?? 'no instance'}, mode ${run.mode}; name completed inference runs of ${instance.id}`,
    );
  }
  const plan = await artifacts.readJson(planKeyOf(id), InferencePlanSchema);
  const version = await registry.modelVersions.getModelVersion(instance.id, plan.model.version);
  const decisionDates = plan.batches.flatMap((batch) => batch.decisionDates).toSorted();
  const [from, to] = [decisionDates[0] ?? dateOf(run.asOf), decisionDates.at(-1) ?? dateOf(run.asOf)];
  requireUnseen(version, from, id);
  const sources = datasets.filter(({ name }) => instance.inferenceDatasets.includes(name));
  return {
    version,
    segment: {
      index: 0,
      modelVersion: version.version,
      trainingRunId: version.runId,
      inferenceRunId: id,
      trainedAsOf: version.trainedAsOf,
      from,
      to,
      decisionDates: decisionDates.length === 0 ? [from] : decisionDates,
      guardrails: version.guardrails.verdict,
      certificate: version.certificate?.verdict ?? null,
      baselineKey: version.baselineKey,
      features: selectFeatures(sources, {
        featureColumns: version.signature.featureNames,
        targetColumn: instance.config.targetColumn,
      }).map(plannedFeatures),
    },
  };
}

function requireUnseen({ version, trainedAsOf }: ModelVersionRecord, first: CalendarDate, id: string): void {
  if (dateOf(trainedAsOf) < first) return;
  throw new InvalidInputError(
    'lookahead.model',
    `inference run ${id} decides for ${first} with version ${version}, trained as of ${trainedAsOf}; a back-test decides only after its model's training`,
  );
}

function requireApart(segments: readonly BacktestSegment[]): void {
  for (const [index, { from, inferenceRunId }] of segments.entries()) {
    const before = segments[index - 1];
    if (before === undefined || before.to < from) continue;
    throw new InvalidInputError(
      'backtest.decisions_overlap',
      `inference runs ${before.inferenceRunId} and ${inferenceRunId} decide for the same days, ${from} to ${before.to}; name each stretch once`,
    );
  }
}
