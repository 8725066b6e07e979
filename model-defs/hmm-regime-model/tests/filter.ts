import type { DefinitionTest, LabelledPanel, Prediction, RandomGenerator } from '@optaic/mlops/base';
import { predictor } from '../inference/predictor.ts';
import { plantedBars, someBars } from './planted-bars.ts';
import { refusalOf, sameBytes, servedBy, trainSmall } from './train-small.ts';

const TRAINING = 500;

async function trained(random: RandomGenerator, missingShare = 0) {
  const { panel, truth } = plantedBars(random, 900, { missingShare });
  const { native, state } = await trainSmall(someBars(panel, 0, TRAINING), random);
  const context = servedBy(native, panel.featureNames, state);
  return { panel, truth, state, context, predict: (bars: LabelledPanel) => predictor.predictBatch(bars, context) };
}

function columnsOf({ score, signal, columns = {} }: Prediction): Record<string, Float32Array> {
  return { score, signal, ...columns };
}

/** Whether the first bars of two predictions are the same in every column, bit for bit. */
function startsAlike(whole: Prediction, part: Prediction, bars: number, from = 0): boolean {
  const other = columnsOf(part);
  return Object.entries(columnsOf(whole)).every(([name, column]) =>
    column.slice(from, from + bars).every((value, bar) => Object.is(value, other[name]?.[bar])),
  );
}

export const filterTests: readonly DefinitionTest[] = [
  {
    name: 'probabilities and forecasts sum to 1, the signal is their calmness, and the labels are theirs',
    async run({ random, assert }) {
      const { panel, predict } = await trained(random, 0.1);

      const { signal, columns = {} } = await predict(someBars(panel, TRAINING, 900));

      for (let bar = 0; bar < signal.length; bar++) {
        const [calm, turbulent] = [columns.probability_0[bar], columns.probability_1[bar]];
        assert(Math.abs(calm + turbulent - 1) < 1e-6, `probabilities of bar ${bar} sum to ${calm + turbulent}`);
        assert(Math.abs(columns.forecast_0[bar] + columns.forecast_1[bar] - 1) < 1e-6, `forecasts of bar ${bar}`);
        assert(Math.abs(signal[bar] - (calm - turbulent)) < 1e-6, `signal of bar ${bar} is ${signal[bar]}`);
        assert(columns.label[bar] === Number(turbulent > calm), `label of bar ${bar} is ${columns.label[bar]}`);
        assert(columns.entropy[bar] >= 0 && columns.entropy[bar] <= Math.log(2) + 1e-6, `entropy of bar ${bar}`);
      }
    },
  },
  {
    name: 'later bars, appended or changed, move nothing of earlier ones, bit for bit',
    async run({ random, assert }) {
      const { panel, predict } = await trained(random);
      const whole = await predict(someBars(panel, TRAINING, 900));
      const spoiled = { ...panel, features: panel.features.map((value, i) => (i % 900 >= 700 ? -9 * value : value)) };

      assert(startsAlike(whole, await predict(someBars(panel, TRAINING, 701)), 201), 'later bars move earlier ones');
      assert(startsAlike(whole, await predict(someBars(spoiled, TRAINING, 900)), 200), 'the future moves the past');
    },
  },
  {
    name: 'a stretch filtered bar by bar, the state carried, equals one go, bit for bit, and so does its state',
    async run({ random, assert }) {
      const { panel, predict, context } = await trained(random, 0.05);
      const whole = await predict(someBars(panel, TRAINING, 560));

      let state = context.state;
      for (let bar = TRAINING; bar < 560; bar++) {
        const one = await predictor.predict(someBars(panel, bar, bar + 1), {
          ...context,
          ...(state === undefined ? {} : { state }),
        });
        assert(startsAlike(whole, one, 1, bar - TRAINING), `bar ${bar} differs`);
        state = one.state;
      }

      assert(state?.through === whole.state?.through, 'the states end elsewhere');
      assert(sameBytes(state?.bytes ?? new Uint8Array(), whole.state?.bytes ?? new Uint8Array()), 'states differ');
    },
  },
  {
    name: 'the training leaves the state that filtering its bars leaves',
    async run({ random, assert }) {
      const { panel, state, context } = await trained(random);
      const { state: _, ...fresh } = context;

      const { state: again } = await predictor.predictBatch(someBars(panel, 0, TRAINING), fresh);

      assert(again?.through === state.through, `it ends at ${again?.through}, training at ${state.through}`);
      assert(sameBytes(again?.bytes ?? new Uint8Array(), state.bytes), 'the states differ');
    },
  },
  {
    name: 'no bar leaves the state as it is',
    async run({ random, assert }) {
      const { panel, state, predict } = await trained(random);

      const none = await predict(someBars(panel, TRAINING, TRAINING));

      assert(none.score.length === 0 && none.state?.through === state.through, 'it moved');
      assert(sameBytes(none.state?.bytes ?? new Uint8Array(), state.bytes), 'the state changed');
    },
  },
  {
    name: 'days in a regime count its bars, from 1 at each change',
    async run({ random, assert }) {
      const { panel, predict } = await trained(random);

      const { columns = {} } = await predict(someBars(panel, TRAINING, 900));

      for (let bar = 1; bar < columns.label.length; bar++) {
        const expected = columns.label[bar] === columns.label[bar - 1] ? columns.days_in_regime[bar - 1] + 1 : 1;
        assert(columns.days_in_regime[bar] === expected, `bar ${bar}: ${columns.days_in_regime[bar]} days`);
      }
    },
  },
  {
    name: 'bars that were seen, several entities, other features and a state of another model are refused',
    async run({ random, assert }) {
      const { panel, predict, context } = await trained(random);
      const bars = someBars(panel, TRAINING, 510);
      const three = await trainSmall(someBars(panel, 0, 400), random, { hyperparameters: { n_components: 3 } });

      const seen = await refusalOf(() => predict(someBars(panel, TRAINING - 1, 510)));
      const several = await refusalOf(() => predict({ ...bars, entity: bars.entity.with(3, 'OTHER') }));
      const other = await refusalOf(() => predict({ ...bars, featureNames: bars.featureNames.toReversed() }));
      const foreign = await refusalOf(() => predictor.predictBatch(bars, { ...context, state: three.state }));

      assert(seen.includes('not after the last one that the state has seen'), `of a seen bar it says "${seen}"`);
      assert(several.includes('several entities'), `of several entities it says "${several}"`);
      assert(other.includes('in this order'), `of other features it says "${other}"`);
      assert(foreign.includes('3 regimes'), `of a foreign state it says "${foreign}"`);
    },
  },
];
