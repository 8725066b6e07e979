import { meetsRule } from '@optaic/mlops/guardrails';
import type { InstanceConfig, Space } from '@optaic/mlops/registry';

export interface PromotionCandidate {
  readonly space: Space;
  readonly rule: InstanceConfig['autoPromote'];
  readonly metrics: Readonly<Record<string, number>>;
  /** Validation dates that the metrics stand on. */
  readonly samples: number;
  readonly leakSuspect: boolean;
}

/**
 * Whether a version may be promoted without a person: only outside official spaces, only by a rule of the instance that
 * its metric meets on enough samples, and never when a leak is suspected.
 */
export function mayPromoteAutomatically({ space, rule, metrics, samples, leakSuspect }: PromotionCandidate): boolean {
  if (rule === undefined || space === 'official' || leakSuspect || samples < rule.minSamples) return false;
  const value = metrics[rule.metric];
  return value !== undefined && meetsRule(rule, value);
}
