import { certificateGrade } from '@optaic/mlops/audit';
import { type Instant, IntegrityError, RunIdSchema } from '@optaic/mlops/base';
import type { EnvironmentFingerprint, Registry, RunRecord } from '@optaic/mlops/registry';
import { z } from 'zod';
import { requireAuditable } from './audited-run.ts';
import { InferencePlanSchema } from './inference-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { type PitAuditPlan, PitAuditPlanSchema } from './pit-audit-plan.ts';
import { weakestGrade, weakestOf } from './planned-dataset.ts';
import { stageWrite } from './stage-write.ts';
import { TrainingPlanSchema } from './training-plan.ts';

export const PlanPitAuditInputSchema = z.strictObject({ runId: RunIdSchema });
export type PlanPitAuditInput = z.infer<typeof PlanPitAuditInputSchema>;

export const PlanPitAuditOutputSchema = z.strictObject({ planKey: z.string() });
export type PlanPitAuditOutput = z.infer<typeof PlanPitAuditOutputSchema>;

export interface PlanPitAuditServices {
  readonly registry: Pick<Registry, 'runs' | 'modelVersions'>;
  readonly artifacts: ObjectStore;
  readonly environment: EnvironmentFingerprint;
  now(): Instant;
}

const DEFAULT_SEED = 7;
const RequestSchema = z.object({ auditedRunId: RunIdSchema, seed: z.int().min(0).optional() });
const TrainingResultSchema = z.looseObject({ modelVersion: z.int().min(1) });
const InferenceResultSchema = z.looseObject({ outputVersion: z.int().min(1) });

/**
 * Pins what an audit looks at and starts its run: the inputs are those of the run it audits.
 *
 * @throws {NotFoundError} `run.not_found`; {InvalidInputError} `run.not_auditable`.
 */
export async function planPitAudit(
  { runId }: PlanPitAuditInput,
  services: PlanPitAuditServices,
): Promise<PlanPitAuditOutput> {
  const { registry, artifacts } = services;
  const run = await registry.runs.getRun(runId);
  const request = RequestSchema.parse(run.request);
  const audited = await registry.runs.getRun(request.auditedRunId);
  requireAuditable(audited);

  const planKey = `runs/${runId}/plan/plan.json`;
  const draft = await draftPlan(run, audited, request.seed ?? DEFAULT_SEED, services);
  const plan = await artifacts.writeJsonOnce(planKey, draft, PitAuditPlanSchema);
  await registry.runs.startRun(
    runId,
    {
      inputs: audited.inputs,
      ...(audited.definitionDigest === undefined ? {} : { definitionDigest: audited.definitionDigest }),
      ...(audited.modelVersion === undefined ? {} : { modelVersion: audited.modelVersion }),
      seed: plan.seed,
      environment: plan.environment,
    },
    stageWrite(plan, 'plan', services.now()),
  );
  return { planKey };
}

async function draftPlan(
  run: RunRecord,
  audited: RunRecord,
  seed: number,
  { registry, artifacts, environment }: PlanPitAuditServices,
): Promise<PitAuditPlan> {
  const auditedPlanKey = planKeyOf(audited.id);
  const common = {
    runId: run.id,
    actor: run.actor,
    auditedRunId: audited.id,
    asOf: audited.asOf,
    seed,
    ...(audited.environment === undefined ? {} : { auditedEnvironment: audited.environment }),
    environment,
  };
  if (audited.kind === 'training') {
    const { instanceId, knowledgeGrade } = await artifacts.readJson(auditedPlanKey, TrainingPlanSchema);
    const { modelVersion } = resultOf(audited, TrainingResultSchema);
    return {
      ...common,
      grade: certificateGrade(knowledgeGrade),
      subject: { kind: 'training', instanceId, modelVersion },
    };
  }
  const plan = await artifacts.readJson(auditedPlanKey, InferencePlanSchema);
  const model = await registry.modelVersions.getModelVersion(plan.instanceId, plan.model.version);
  return {
    ...common,
    grade: certificateGrade(weakestOf([weakestGrade(plan.datasets), model.knowledgeGrade])),
    subject: {
      kind: 'inference',
      dataset: plan.outputDataset,
      version: resultOf(audited, InferenceResultSchema).outputVersion,
    },
  };
}

/** Where every run's plan stage puts its plan. */
export function planKeyOf(runId: RunRecord['id']): string {
  return `runs/${runId}/plan/plan.json`;
}

function resultOf<T>({ id, result }: RunRecord, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(result);
  if (parsed.success) return parsed.data;
  throw new IntegrityError('run.result_malformed', `run ${id} is completed and its result names no version`);
}
