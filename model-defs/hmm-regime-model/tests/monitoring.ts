import type { DefinitionTest } from '@optaic/mlops/base';
import { alertRules } from '../monitoring/alert-rules.ts';
import { dataMonitor } from '../monitoring/data-monitor.ts';

export const monitoringTests: readonly DefinitionTest[] = [
  {
    name: 'the drift alert fires exactly where the data monitor calls a drift, and retrains nothing',
    run({ assert }) {
      const [rule, ...others] = alertRules;
      assert(others.length === 0 && rule.metric === 'drift_share', 'something else than the drift share is watched');
      assert(rule.limit === dataMonitor.driftShare && rule.comparison === 'gte', 'limits differ');
      assert(rule.action === undefined, 'turbulence would retrain the model that is to tell it');
    },
  },
];
