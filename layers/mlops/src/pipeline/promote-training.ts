import type { Instant } from '@optaic/mlops/base';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';

export const PromoteTrainingInputSchema = TrainingStageInputSchema.extend({ modelVersion: z.int().min(1) });
export type PromoteTrainingInput = z.infer<typeof PromoteTrainingInputSchema>;

export const PromoteTrainingOutputSchema = z.strictObject({ promotedVersion: z.int().min(1) });
export type PromoteTrainingOutput = z.infer<typeof PromoteTrainingOutputSchema>;

export interface PromoteTrainingServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'modelVersions'>;
  now(): Instant;
}

/** Promotes the version that the run registered, by the instance's own rule. In simulated history as of the run's time. */
export async function promoteTraining(
  { planKey, modelVersion }: PromoteTrainingInput,
  { artifacts, registry, now }: PromoteTrainingServices,
): Promise<PromoteTrainingOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const rule = plan.autoPromote;
  const reason =
    rule === undefined
      ? 'the instance promotes its versions automatically'
      : `auto-promotion: ${rule.metric} ${rule.op} ${rule.value} on at least ${rule.minSamples} validation dates`;
  const { version } = await registry.modelVersions.promoteModelVersion(
    plan.instanceId,
    modelVersion,
    { reason, clock: plan.clock, ...(plan.clock === 'simulated' ? { effectiveAt: plan.asOf } : {}) },
    { ...stageWrite(plan, 'promote', now()), actor: { kind: 'system', id: 'auto-promotion' } },
  );
  return { promotedVersion: version };
}
