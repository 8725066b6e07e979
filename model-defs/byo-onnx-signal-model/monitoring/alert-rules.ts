import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/** Says that the world has moved away from the training window; it asks for no retraining, which only its author can do. */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'dataset_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'critical',
    cooldownDays: 60,
  },
];
