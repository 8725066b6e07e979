import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/**
 * A turbulent quarter is what the model is for, and looks like drift: the alert says so to a person and retrains nothing.
 * Whether labels still mean what they did is said by `labelMatchCost` of the next training; see docs/.
 */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'dataset_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'warning',
    cooldownDays: 60,
  },
];
