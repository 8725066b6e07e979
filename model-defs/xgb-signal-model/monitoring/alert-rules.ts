import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/**
 * Drift only. The realised rank coefficient of a few weeks is noise for so small a universe: it is reported with its
 * standard error, and pages nobody.
 */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'dataset_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'critical',
    action: 'retrain',
    cooldownDays: 60,
  },
];
