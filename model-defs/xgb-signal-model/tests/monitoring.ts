import type { DefinitionTest } from '@optaic/mlops/base';
import { alertRules } from '../monitoring/alert-rules.ts';
import { dataMonitor } from '../monitoring/data-monitor.ts';
import { trainingConfig } from '../training/config.ts';

export const monitoringTests: readonly DefinitionTest[] = [
  {
    name: 'the drift alert fires exactly where the data monitor calls a drift, and retrains no more than its cooldown allows',
    run({ assert }) {
      const drift = alertRules.filter(({ metric }) => metric === 'drift_share');

      assert(drift.length === 1, `${drift.length} rules watch the drift share`);
      assert(
        drift.every(({ limit, comparison }) => limit === dataMonitor.driftShare && comparison === 'gte'),
        'limits differ',
      );
      assert(
        drift.every(({ cooldownDays }) => cooldownDays > trainingConfig.horizonDays),
        'it would retrain before an outcome of the new model is known',
      );
    },
  },
];
