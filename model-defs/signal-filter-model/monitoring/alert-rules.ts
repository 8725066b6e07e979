import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/** A filter that sees other features than it learned from no longer knows when the primary is right. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'feature_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'critical',
    action: 'retrain',
    cooldownDays: 60,
  },
];
