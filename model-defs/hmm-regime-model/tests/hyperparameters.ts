import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';

const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

export const hyperparameterTests: readonly DefinitionTest[] = [
  {
    name: 'hyperparameters have defaults, and refuse what is unknown or out of range',
    run({ assert }) {
      const defaults = HyperparametersSchema.parse({});
      assert(defaults.enter === 0.7 && defaults.leave === 0.5 && defaults.n_init >= 20, 'defaults differ');
      assert(!accepts({ n_components: 1 }) && !accepts({ n_components: 5 }), 'one or five regimes are accepted');
      assert(!accepts({ seed: 1 }), 'a seed is accepted, but it is the run’s');
      assert(!accepts({ enter: 0.5 }) && !accepts({ leave: 0.6 }), 'limits that overlap are accepted');
      assert(!accepts({ minimum_dwell_days: 0 }), 'a stay of no bar is accepted');
    },
  },
];
