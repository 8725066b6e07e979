import type { RunId } from '@optaic/mlops/base';
import { type PitCertificate, PitCertificateSchema } from '@optaic/mlops/registry';
import { requestPitAudit } from '../api/server/run-request.ts';
import { certifyPitAudit } from './certify-pit-audit.ts';
import { completeRun } from './complete-run.ts';
import { planPitAudit } from './plan-pit-audit.ts';
import { repeatPitAudit } from './repeat-pit-audit.ts';
import type { StageOptions, TestPipeline } from './test-pipeline.ts';

/** Requests an audit of a run and takes it through the stages of its machine. */
export async function auditRun(
  pipeline: TestPipeline,
  audited: RunId,
  { seed, services = pipeline.services, attempt = (stage) => stage() }: StageOptions & { readonly seed?: number } = {},
): Promise<PitCertificate> {
  const run = await pipeline.registry.runs.getRun(audited);
  const request = seed === undefined ? {} : { seed };
  const context = pipeline.context(`audit ${audited} ${seed}`);
  const { id: runId } = await requestPitAudit(pipeline.registry, run, request, context);
  const { planKey } = await attempt(() => planPitAudit({ runId }, services));
  const { certificateKey } = await attempt(() => repeatPitAudit({ runId, planKey }, services));
  const { result } = await attempt(() => certifyPitAudit({ runId, planKey, certificateKey }, services));
  await attempt(() => completeRun({ runId, result }, services));
  return pipeline.artifacts.readJson(certificateKey, PitCertificateSchema);
}
