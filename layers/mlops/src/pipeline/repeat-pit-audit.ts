import { certify } from '@optaic/mlops/audit';
import { type Instant, InvalidInputError, type Logger } from '@optaic/mlops/base';
import { canonicalJson } from '@optaic/mlops/digest';
import { type EnvironmentFingerprint, type PitCertificate, PitCertificateSchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import { fittedModelKey } from './fit-training.ts';
import { type PitAuditPlan, PitAuditPlanSchema, PitAuditStageInputSchema } from './pit-audit-plan.ts';
import { planKeyOf } from './plan-pit-audit.ts';
import type { AuditEvidence, RepetitionServices } from './poisoned-repetition.ts';
import { frameSummaryKey } from './prepared-frame.ts';
import { repeatInference } from './repeat-inference.ts';
import { repeatTraining } from './repeat-training.ts';

export const RepeatPitAuditInputSchema = PitAuditStageInputSchema;
export type RepeatPitAuditInput = z.infer<typeof RepeatPitAuditInputSchema>;

export const RepeatPitAuditOutputSchema = z.strictObject({ certificateKey: z.string() });
export type RepeatPitAuditOutput = z.infer<typeof RepeatPitAuditOutputSchema>;

export interface RepeatPitAuditServices extends RepetitionServices {
  readonly log: Logger;
  now(): Instant;
}

/**
 * Runs the audited training or inference once more over poisoned data, and certifies whether its outputs are the same bits.
 *
 * @throws {IntegrityError} `audit.poisoned_run_failed`.
 * @throws {InvalidInputError} `audit.environment_differs` when outputs differ under another engine than the run's own, since
 *   that alone may be why.
 */
export async function repeatPitAudit(
  { runId, planKey }: RepeatPitAuditInput,
  services: RepeatPitAuditServices,
): Promise<RepeatPitAuditOutput> {
  const plan = await services.artifacts.readJson(planKey, PitAuditPlanSchema);
  const certificate = certify({
    runId: plan.auditedRunId,
    auditRunId: runId,
    kind: plan.subject.kind,
    asOf: plan.asOf,
    grade: plan.grade,
    seed: plan.seed,
    ...(await repeated(plan, services)),
    auditedAt: services.now(),
  });
  requireComparable(certificate, plan);
  const certificateKey = `runs/${runId}/audit/certificate.json`;
  await services.artifacts.writeJsonOnce(certificateKey, certificate, PitCertificateSchema);
  return { certificateKey };
}

function repeated(
  { auditedRunId, subject, seed }: PitAuditPlan,
  services: RepeatPitAuditServices,
): Promise<AuditEvidence> {
  const planKey = planKeyOf(auditedRunId);
  if (subject.kind === 'inference') return repeatInference(planKey, seed, services);
  const keys = { planKey, summaryKey: frameSummaryKey(auditedRunId), fitKey: fittedModelKey(auditedRunId) };
  return repeatTraining(keys, seed, services);
}

function requireComparable(
  { verdict }: PitCertificate,
  { auditedRunId, auditedEnvironment, environment }: PitAuditPlan,
): void {
  if (verdict === 'identical' || auditedEnvironment === undefined) return;
  if (canonicalJson(auditedEnvironment) === canonicalJson(environment)) return;
  throw new InvalidInputError(
    'audit.environment_differs',
    `run ${auditedRunId} gives other bits over poisoned data, but ran on ${named(auditedEnvironment)} and is repeated on ${named(environment)}, which may be why; audit it on the engine it ran on`,
  );
}

function named(environment: EnvironmentFingerprint): string {
  return Object.entries(environment)
    .map(([engine, version]) => `${engine} ${version}`)
    .join(', ');
}
