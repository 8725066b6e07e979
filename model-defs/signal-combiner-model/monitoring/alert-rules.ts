import type { AlertRule } from '@optaic/mlops/base';
import { dataMonitor } from './data-monitor.ts';

/**
 * Drift only: signals that no longer look as they did may be scaled or built otherwise upstream. What the combination earns
 * is reported with its standard error, and pages nobody.
 */
export const alertRules: readonly AlertRule[] = [
  {
    name: 'signal_drift',
    metric: 'drift_share',
    comparison: 'gte',
    limit: dataMonitor.driftShare,
    severity: 'critical',
    action: 'retrain',
    cooldownDays: 60,
  },
];
