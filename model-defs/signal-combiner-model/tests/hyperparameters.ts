import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';

export const hyperparameterTests: readonly DefinitionTest[] = [
  {
    name: 'hyperparameters have defaults, and what is unknown or out of range is refused',
    run({ assert }) {
      const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

      assert(accepts({}), 'the defaults are refused');
      assert(accepts({ method: 'ridge', ridge_penalties: [1], shrinkage: 0 }), 'a ridge is refused');
      assert(!accepts({ method: 'median' }), 'an unknown method is accepted');
      assert(!accepts({ weights: [1] }), 'an unknown parameter is accepted');
      assert(!accepts({ shrinkage: 1.5 }) && !accepts({ shrinkage: -0.1 }), 'a share outside [0, 1] is accepted');
      assert(!accepts({ ridge_penalties: [0] }) && !accepts({ ridge_penalties: [] }), 'no penalty is accepted');
      assert(!accepts({ folds: 1 }), 'one fold is accepted');
    },
  },
];
