import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/** Relevance measured on features that have drifted away is that of other features: measure again. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'feature_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'warning',
    action: 'retrain',
    cooldownDays: 60,
  },
];
