import { type Instant, UrnSchema, urn } from '@optaic/mlops/base';
import { PitCertificateSchema, type Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import type { ObjectStore } from './object-store.ts';
import { PitAuditPlanSchema, PitAuditStageInputSchema } from './pit-audit-plan.ts';
import { stageWrite } from './stage-write.ts';

export const CertifyPitAuditInputSchema = PitAuditStageInputSchema.extend({ certificateKey: z.string() });
export type CertifyPitAuditInput = z.infer<typeof CertifyPitAuditInputSchema>;

export const CertifyPitAuditOutputSchema = z.strictObject({
  /** The run's result. */
  result: z.strictObject({
    auditedRunId: PitAuditPlanSchema.shape.auditedRunId,
    /** What carries the certificate now. */
    certified: UrnSchema,
    verdict: PitCertificateSchema.shape.verdict,
    grade: PitCertificateSchema.shape.grade,
    certificateKey: z.string(),
  }),
});
export type CertifyPitAuditOutput = z.infer<typeof CertifyPitAuditOutputSchema>;

export interface CertifyPitAuditServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'modelVersions' | 'datasets'>;
  now(): Instant;
}

/** Stores the certificate of an audit with the version that the audited run made: a difference, too, is for all to see. */
export async function certifyPitAudit(
  { planKey, certificateKey }: CertifyPitAuditInput,
  { artifacts, registry, now }: CertifyPitAuditServices,
): Promise<CertifyPitAuditOutput> {
  const plan = await artifacts.readJson(planKey, PitAuditPlanSchema);
  const certificate = await artifacts.readJson(certificateKey, PitCertificateSchema);
  const { subject, auditedRunId } = plan;
  const context = stageWrite(plan, 'certify', now());
  if (subject.kind === 'training') {
    const { instanceId, modelVersion } = subject;
    await registry.modelVersions.certifyModelVersion(instanceId, modelVersion, certificate, context);
  } else {
    await registry.datasets.certifyDatasetVersion(subject.dataset, subject.version, certificate, context);
  }
  const { verdict, grade } = certificate;
  const certified =
    subject.kind === 'training'
      ? urn.model(subject.instanceId, subject.modelVersion)
      : urn.dataset(subject.dataset, subject.version);
  return { result: { auditedRunId, certified, verdict, grade, certificateKey } };
}
