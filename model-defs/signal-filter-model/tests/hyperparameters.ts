import type { DefinitionTest } from '@optaic/mlops/base';
import { HyperparametersSchema } from '../model/hyperparameters.ts';

export const hyperparameterTests: readonly DefinitionTest[] = [
  {
    name: 'hyperparameters have defaults, and what is unknown or out of range is refused',
    run({ assert }) {
      const accepts = (raw: unknown) => HyperparametersSchema.safeParse(raw).success;

      assert(accepts({}), 'the defaults are refused');
      assert(
        accepts({ primary_column: 'predictions.signal', classifier: 'gbdt', turnover_cap: 0.2 }),
        'a booster is refused',
      );
      assert(!accepts({ threshold: 0.6 }), 'a threshold is accepted, which training chooses');
      assert(!accepts({ classifier: 'forest' }), 'an unknown classifier is accepted');
      assert(!accepts({ round_trip_cost_bps: -1 }), 'a negative cost is accepted');
      assert(!accepts({ turnover_cap: 0 }), 'a cap that lets nothing move is accepted');
      assert(!accepts({ no_trade_band: 3 }), 'a band wider than a signal is accepted');
    },
  },
];
