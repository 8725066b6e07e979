import { urn } from '@optaic/mlops/base';
import { checkModelPromotion, type GuardrailReport, judgeFindings } from '@optaic/mlops/guardrails';
import {
  type InstanceRecord,
  type ModelVersionRecord,
  type Registry,
  researchLineOf,
  trialIdentityOf,
  trialIdOf,
} from '@optaic/mlops/registry';
import { readLedgerMetrics } from './ledger-metrics.ts';
import type { ObjectStore } from './object-store.ts';
import { definedMetrics } from './record-backtest.ts';

export interface PromotionGateServices {
  readonly registry: Pick<Registry, 'trials'>;
  readonly artifacts: Pick<ObjectStore, 'readJson'>;
}

/** What is judged: a version, or one that is about to be registered. */
export type PromotedVersion = Pick<
  ModelVersionRecord,
  'version' | 'definition' | 'hyperparameters' | 'signature' | 'metrics' | 'trainedAsOf'
>;

/**
 * What the instance's promotion rules say of a version; undefined for an instance without rules. A rule names a metric of
 * the version, or one of its trial's newest back-test or of the ledger, which go before: they are out of sample, and judged
 * among the other trials.
 */
export async function judgePromotion(
  instance: InstanceRecord,
  version: PromotedVersion,
  services: PromotionGateServices,
): Promise<GuardrailReport | undefined> {
  const rules = instance.config.promotionRules ?? [];
  if (rules.length === 0) return undefined;
  const metrics = { ...version.metrics, ...(await trialMetrics(instance, version, services)) };
  return judgeFindings({
    gate: 'model.promote',
    subject: urn.model(instance.id, version.version),
    space: instance.space,
    asOf: version.trainedAsOf,
    findings: { 'model.promotion': checkModelPromotion(rules, metrics) },
  });
}

async function trialMetrics(
  instance: InstanceRecord,
  version: PromotedVersion,
  { registry, artifacts }: PromotionGateServices,
): Promise<Record<string, number>> {
  const line = researchLineOf(instance);
  const trials = await registry.trials.allTrials(line);
  const id = trialIdOf(line, trialIdentityOf(instance, version));
  const trial = trials.find((candidate) => candidate.id === id);
  if (trial === undefined) return {};
  return { ...trial.metrics, ...definedMetrics(await readLedgerMetrics(trial, trials, artifacts)) };
}
