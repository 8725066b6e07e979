import { certificateGrade, certify } from '@optaic/mlops/audit';
import type { Instant } from '@optaic/mlops/base';
import { PitCertificateSchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import { type RepeatTrainingServices, repeatTraining } from './repeat-training.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';

export const AuditTrainingInputSchema = TrainingStageInputSchema.extend({ summaryKey: z.string(), fitKey: z.string() });
export type AuditTrainingInput = z.infer<typeof AuditTrainingInputSchema>;

export const AuditTrainingOutputSchema = z.strictObject({ certificateKey: z.string() });
export type AuditTrainingOutput = z.infer<typeof AuditTrainingOutputSchema>;

export interface AuditTrainingServices extends RepeatTrainingServices {
  now(): Instant;
}

/**
 * Trains once more with everything that was not known at the run's as-of time replaced by garbage, and certifies whether
 * frame and model are the same bits. A difference is a verdict, which the guard stage blocks.
 *
 * @throws {IntegrityError} `audit.poisoned_run_failed` when the training refuses the poisoned data.
 */
export async function auditTraining(
  { runId, ...keys }: AuditTrainingInput,
  services: AuditTrainingServices,
): Promise<AuditTrainingOutput> {
  const { asOf, seed, knowledgeGrade } = await services.artifacts.readJson(keys.planKey, TrainingPlanSchema);
  const evidence = await repeatTraining(keys, seed, services);
  const certificateKey = `runs/${runId}/audit/certificate.json`;
  await services.artifacts.writeJsonOnce(
    certificateKey,
    certify({
      runId,
      auditRunId: runId,
      kind: 'training',
      asOf,
      grade: certificateGrade(knowledgeGrade),
      seed,
      ...evidence,
      auditedAt: services.now(),
    }),
    PitCertificateSchema,
  );
  return { certificateKey };
}
