import { ConflictError, urn } from '@optaic/mlops/base';
import { describeBlock } from '@optaic/mlops/guardrails';
import { judgePromotion, type PromotionGateServices } from '@optaic/mlops/pipeline/promotion-gate';
import type { InstanceRecord, ModelVersionRecord, Registry, WriteContext } from '@optaic/mlops/registry';

export interface PromotableServices extends PromotionGateServices {
  readonly registry: Pick<Registry, 'trials' | 'activities'>;
}

/**
 * The gate `model.promote`: judges a version by the promotion rules of its instance and tells of it, `guardrails.validated`
 * or `guardrails.blocked`. Without rules there is nothing to judge.
 *
 * @throws {ConflictError} `model_version.promotion_blocked` with every rule that is not met.
 */
export async function requirePromotable(
  instance: InstanceRecord,
  version: ModelVersionRecord,
  services: PromotableServices,
  context: WriteContext,
): Promise<void> {
  const report = await judgePromotion(instance, version, services);
  if (report === undefined) return;
  const { gate, subject, verdict, issues } = report;
  await services.registry.activities.recordActivities(
    [
      {
        resource: urn.model(instance.id, version.version),
        action: verdict === 'blocked' ? 'guardrails.blocked' : 'guardrails.validated',
        payload: {
          runId: version.runId,
          gate,
          subject,
          verdict,
          issues: issues.length,
          contracts: [...new Set(issues.map(({ contract }) => contract))],
        },
      },
    ],
    { ...context, token: `${context.token}/promotion-gate` },
  );
  if (verdict !== 'blocked') return;
  throw new ConflictError(
    'model_version.promotion_blocked',
    `version ${version.version} of ${instance.id} does not meet the instance's promotion rules: ${describeBlock(report)}`,
  );
}
