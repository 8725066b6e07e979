import type { DefinitionTest, InferenceContext, Panel } from '@optaic/mlops/base';
import { predictor } from '../inference/predictor.ts';
import { evaluator } from '../training/evaluator.ts';

const DAY_MILLISECONDS = 86_400_000;

/** A feature of four assets on each of two dates. */
function panelOf(values: readonly number[]): Panel {
  return {
    rows: values.length,
    entity: values.map((_, row) => `A${row % 4}`),
    decisionTime: Float64Array.from(values, (_, row) => Math.floor(row / 4) * DAY_MILLISECONDS),
    featureNames: ['x'],
    features: Float32Array.from(values),
  };
}

/** A model that gives back its feature, times a number. */
function served(factor: number, outputs = 1): InferenceContext {
  return {
    log: { info: () => undefined },
    infer: async (features, rows) =>
      Float32Array.from({ length: rows * outputs }, (_, i) => factor * features[Math.floor(i / outputs)]),
  };
}

export const predictionTests: readonly DefinitionTest[] = [
  {
    name: 'the signal is the rank of the score on its date, in [-1, 1]',
    async run({ assert }) {
      const panel = panelOf([1, 2, 3, 4, 40, 30, 20, 10]);

      const { score, signal, entity } = await predictor.predictBatch(panel, served(10));

      assert(score.join() === '10,20,30,40,400,300,200,100', `scores are ${score.join()}`);
      assert(
        signal[0] === -1 && signal[3] === 1 && signal[4] === 1 && signal[7] === -1,
        `signals are ${signal.join()}`,
      );
      assert(entity === undefined, 'it publishes rows of its own without need');
    },
  },
  {
    name: 'a row without a finite score is left out, and the others of its date are ranked among themselves',
    async run({ assert }) {
      const panel = panelOf([1, Number.NaN, 3, 4, Number.POSITIVE_INFINITY, 30, 20, 10]);

      const { score, signal, entity, decisionTime } = await predictor.predictBatch(panel, served(1));

      assert(score.join() === '1,3,4,30,20,10', `scores are ${score.join()}`);
      assert(signal.join() === '-1,0,1,1,0,-1', `signals are ${signal.join()}`);
      assert(entity?.join() === 'A0,A2,A3,A1,A2,A3', `rows are ${entity?.join()}`);
      assert(decisionTime?.length === 6 && decisionTime[3] === DAY_MILLISECONDS, 'they are on other dates');
    },
  },
  {
    name: 'predict takes one date, and no panel needs rows',
    async run({ assert }) {
      const refusal = await predictor.predict(panelOf([1, 2, 3, 4, 5]), served(1)).catch((error: unknown) => error);
      const none = await predictor.predictBatch(panelOf([]), served(1));

      assert(refusal instanceof Error && refusal.message.includes('decision times'), 'it took two dates');
      assert(none.score.length === 0, 'it scored rows that are not there');
    },
  },
  {
    name: 'a model of two numbers a row is refused',
    async run({ assert }) {
      const refusal = await predictor.predictBatch(panelOf([1, 2]), served(1, 2)).catch((error: unknown) => error);

      assert(refusal instanceof Error && refusal.message.includes('one number a row'), 'it took both');
    },
  },
  {
    name: 'validation judges the rows that have a score, and says how many these are',
    run({ assert }) {
      const dates = 3;
      const rows = dates * 6;
      const labels = Float32Array.from({ length: rows }, (_, row) => row % 6);
      const score = labels.map((label, row) => (row % 6 === 5 ? Number.NaN : label));
      const panel = {
        ...panelOf(Array.from({ length: rows }, () => 0)),
        decisionTime: Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 6) * DAY_MILLISECONDS),
        labels,
      };

      const metrics = evaluator.evaluate(panel, score);

      const mean = metrics.meanRankInformationCoefficient;
      assert(Math.abs(mean - 1) < 1e-9, `mean is ${mean}`);
      assert(Math.abs(metrics.scoredShare - 5 / 6) < 1e-9, `share is ${metrics.scoredShare}`);
    },
  },
];
