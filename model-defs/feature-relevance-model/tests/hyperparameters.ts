import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';

export const hyperparameterTests: readonly DefinitionTest[] = [
  {
    name: 'hyperparameters have defaults, and what is unknown or out of range is refused',
    run({ assert }) {
      const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

      assert(accepts({}), 'the defaults are refused');
      assert(!accepts({ method: 'shap' }), 'an unknown parameter is accepted');
      assert(!accepts({ folds: 1 }) && !accepts({ folds: 2.5 }), 'one fold, or half a fold, is accepted');
      assert(!accepts({ shadow_features: 0 }), 'no control is accepted');
      assert(
        !accepts({ cluster_correlation: 0 }) && !accepts({ cluster_correlation: 1.1 }),
        'no correlation is accepted',
      );
      assert(!accepts({ false_discovery_rate: 0 }), 'a rate of 0 is accepted');
    },
  },
];
