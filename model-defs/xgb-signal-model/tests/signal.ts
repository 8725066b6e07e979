import {
  type DefinitionTest,
  type LabelledPanel,
  type Prediction,
  type RandomGenerator,
  serveNatively,
} from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { predictor } from '../inference/predictor.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { firstDates, plantedPanel } from './planted-panel.ts';
import { trainSmall } from './train-small.ts';

export const signalTests: readonly DefinitionTest[] = [
  {
    name: 'the signal is in [-1, 1], of mean 0 on every date, and orders assets as the score does',
    async run({ random, assert }) {
      const { predict, panel } = await trained(random, 0.1);

      const { score, signal } = await predict(panel);

      for (const [start, end] of crossSections(panel.decisionTime)) {
        let sum = 0;
        for (let row = start; row < end; row++) {
          sum += signal[row];
          assert(Math.abs(signal[row]) <= 1, `signal of row ${row} is ${signal[row]}, outside [-1, 1]`);
          const agrees = Math.sign(signal[row] - signal[start]) === Math.sign(score[row] - score[start]);
          assert(agrees, `rows ${start} and ${row} are ordered otherwise by signal than by score`);
        }
        assert(Math.abs(sum) < 1e-5, `signals of the date at row ${start} sum to ${sum}`);
      }
    },
  },
  {
    name: 'every row gets a finite score and signal, however many of its features are missing',
    async run({ random, assert }) {
      const { predict, panel } = await trained(random, 0.1);
      const blank = { ...panel, features: panel.features.slice().fill(Number.NaN) };

      const [partly, wholly] = [await predict(panel), await predict(blank)];

      assert(
        partly.score.every(Number.isFinite) && partly.signal.every(Number.isFinite),
        'a partly missing row has none',
      );
      assert(wholly.score.every(Number.isFinite), 'a wholly missing row has no score');
      assert(
        wholly.signal.every((signal) => signal === 0),
        'assets of which nothing is known are ranked apart',
      );
    },
  },
  {
    name: 'later dates do not move the predictions of earlier ones',
    async run({ random, assert }) {
      const { predict, panel } = await trained(random, 0.1);
      const early = firstDates(panel, 10);

      const [alone, among] = [await predict(early), await predict(panel)];

      for (let row = 0; row < early.rows; row++) {
        const same = alone.score[row] === among.score[row] && alone.signal[row] === among.signal[row];
        assert(same, `row ${row} moved when later dates were added`);
      }
    },
  },
  {
    name: 'predict and predictBatch say the same of one date, and predict takes no more than one',
    async run({ random, assert }) {
      const { predictOne, predict, panel } = await trained(random, 0);
      const date = firstDates(panel, 1);

      const [one, batch] = [await predictOne(date), await predict(date)];
      const refusal = await predictOne(panel).catch((error: unknown) => error);

      assert(
        one.signal.every((signal, row) => signal === batch.signal[row]),
        'they differ',
      );
      assert(refusal instanceof Error && refusal.message.includes('decision times'), 'predict took several dates');
    },
  },
];

async function trained(random: RandomGenerator, missingShare: number) {
  const panel = plantedPanel(random, { dates: 40, strength: 1, missingShare });
  const { native } = await trainSmall(panel, panel, 1, random);
  const context = serveNatively(loadScorer(native), panel.featureNames);
  return {
    panel,
    predict: (rows: LabelledPanel): Promise<Prediction> => predictor.predictBatch(rows, context),
    predictOne: (rows: LabelledPanel): Promise<Prediction> => predictor.predict(rows, context),
  };
}
