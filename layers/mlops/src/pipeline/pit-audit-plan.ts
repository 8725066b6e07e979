import { DatasetNameSchema, InstanceIdSchema, InstantSchema, RunIdSchema } from '@optaic/mlops/base';
import { ActorSchema, CertificateGradeSchema, EnvironmentFingerprintSchema } from '@optaic/mlops/registry';
import { z } from 'zod';

const ModelSubjectSchema = z.strictObject({
  kind: z.literal('training'),
  instanceId: InstanceIdSchema,
  modelVersion: z.int().min(1),
});
const PredictionSubjectSchema = z.strictObject({
  kind: z.literal('inference'),
  dataset: DatasetNameSchema,
  version: z.int().min(1),
});

/** What an audit looks at: `runs/<runId>/plan/plan.json` of the auditing run. */
export const PitAuditPlanSchema = z.strictObject({
  runId: RunIdSchema,
  actor: ActorSchema,
  auditedRunId: RunIdSchema,
  /** What the audited run made, which gets the certificate. */
  subject: z.discriminatedUnion('kind', [ModelSubjectSchema, PredictionSubjectSchema]),
  asOf: InstantSchema,
  grade: CertificateGradeSchema,
  /** Of the poison. */
  seed: z.int().min(0),
  /** Of the run that is audited, if it told one, and of the audit. */
  auditedEnvironment: EnvironmentFingerprintSchema.optional(),
  environment: EnvironmentFingerprintSchema,
});
export type PitAuditPlan = z.infer<typeof PitAuditPlanSchema>;

/** What identifies an audit to every stage: the auditing run and its plan's key. */
export const PitAuditStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });
