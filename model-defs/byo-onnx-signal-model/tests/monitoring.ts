import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { alertRules } from '../monitoring/alert-rules.ts';
import { dataMonitor } from '../monitoring/data-monitor.ts';

export const monitoringTests: readonly DefinitionTest[] = [
  {
    name: 'the drift alert fires where the data monitor calls a drift, and asks for no retraining, which nobody here can do',
    run({ assert }) {
      const [rule, ...others] = alertRules;

      assert(rule?.limit === dataMonitor.driftShare && others.length === 0, 'its limit is another');
      assert(rule?.action === undefined, 'it asks for a retraining');
    },
  },
  {
    name: 'hyperparameters are what a file leaves open, and nothing else',
    run({ assert }) {
      const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

      assert(accepts({}), 'nothing is refused');
      assert(
        accepts({ input: 'X', output: 'probabilities', column: 1, featureNames: ['a'] }),
        'a declaration is refused',
      );
      assert(!accepts({ max_depth: 3 }), 'a parameter of the model itself is accepted');
      assert(!accepts({ column: -1 }) && !accepts({ featureNames: [] }), 'nonsense is accepted');
    },
  },
  {
    name: 'there is no native form to load',
    run({ assert }) {
      let message = '';

      try {
        loadScorer(Uint8Array.of(1));
      } catch (error) {
        message = error instanceof Error ? error.message : '';
      }

      assert(message.includes('no native form'), 'it loaded one');
    },
  },
];
