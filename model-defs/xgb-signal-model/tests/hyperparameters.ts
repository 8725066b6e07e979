import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';

export const hyperparametersTests: readonly DefinitionTest[] = [
  {
    name: 'hyperparameters have a default each and refuse unknown names and values out of range',
    run({ assert }) {
      const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

      assert(accepts({}), 'no hyperparameters at all are refused');
      assert(accepts({ max_depth: 6, learning_rate: 0.1 }), 'XGBoost’s own defaults are refused');
      assert(!accepts({ depth: 6 }), 'an unknown name is accepted');
      assert(!accepts({ seed: 1 }), 'the seed is accepted, though it is the run’s');
      assert(!accepts({ subsample: 0 }), 'a subsample of no rows is accepted');
      assert(!accepts({ max_depth: 3.5 }), 'half a level is accepted');
    },
  },
];
