import { type DefinitionTest, type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { predictor } from '../inference/predictor.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { fitSignals, plantedSignals, served } from './planted-signals.ts';

const STRENGTHS = [0.2, -0.1, 0.1];

export const predictionTests: readonly DefinitionTest[] = [
  {
    name: 'with every signal live the combination is the rank of its score, nothing is degraded and contributions sum to it',
    async run({ random, assert }) {
      const panel = plantedSignals(random, { dates: 30, strengths: STRENGTHS });
      const model = await fitSignals(panel);

      const { score, signal, columns = {} } = await predictor.predictBatch(panel, served(model, panel));

      const contributions = Object.entries(columns).filter(([name]) => name.startsWith('contribution_'));
      assert(contributions.length === STRENGTHS.length, `${contributions.length} contributions`);
      for (const [start, end] of crossSections(panel.decisionTime)) {
        for (let row = start; row < end; row++) {
          assert(Math.abs(signal[row]) <= 1, `signal of row ${row} is ${signal[row]}`);
          assert(
            Math.sign(signal[row] - signal[start]) === Math.sign(score[row] - score[start]),
            `row ${row} is out of order`,
          );
          assert(columns.coverage[row] === 1 && columns.degraded[row] === 0, `row ${row} is degraded`);
          const sum = contributions.reduce((total, [, values]) => total + values[row], 0);
          assert(Math.abs(sum - score[row]) < 1e-6, `contributions of row ${row} sum to ${sum}, not ${score[row]}`);
        }
      }
    },
  },
  {
    name: 'a missing signal leaves the average to the live ones, is flagged, and is never taken for zero',
    async run({ random, assert }) {
      const panel = plantedSignals(random, { dates: 30, strengths: STRENGTHS });
      const model = await fitSignals(panel);
      const without = { ...panel, features: panel.features.map((value, i) => (i < panel.rows ? Number.NaN : value)) };
      const nothing = { ...panel, features: panel.features.slice().fill(Number.NaN) };

      const degraded = await predictor.predictBatch(without, served(model, panel));
      const dead = await predictor.predictBatch(nothing, served(model, panel));

      const { coverage, degraded: flag, weight_signals_0_signal: lost } = degraded.columns ?? {};
      const weights = Object.entries(degraded.columns ?? {}).filter(([name]) => name.startsWith('weight_'));
      for (let row = 0; row < panel.rows; row++) {
        assert(coverage[row] < 1 && coverage[row] > 0 && flag[row] === 1, `row ${row} is not flagged`);
        const total = weights.reduce((sum, [, values]) => sum + Math.abs(values[row]), 0);
        assert(lost[row] === 0 && Math.abs(total - 1) < 1e-6, `live weights of row ${row} sum to ${total}`);
      }
      const largest = degraded.signal.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      assert(Math.abs(largest - coverage[0]) < 1e-6, `the signal reaches ${largest}, its coverage is ${coverage[0]}`);
      assert(
        dead.signal.every((value) => value === 0) && dead.score.every((value) => value === 0),
        'nothing has a signal',
      );
    },
  },
  {
    name: 'the combination rises with every signal as its sign says',
    async run({ random, assert }) {
      const panel = plantedSignals(random, { dates: 60, strengths: STRENGTHS });
      for (const method of ['ic_weighted', 'max_icir', 'ridge'] as const) {
        const { native } = await fitSignals(panel, { method });
        const scorer = loadScorer(native);
        const plain = scorer.score(panel);

        STRENGTHS.forEach((strength, signal) => {
          const features = panel.features.map((value, i) =>
            Math.floor(i / panel.rows) === signal ? value + 1 : value,
          );
          const raised = scorer.score({ ...panel, features });

          const against = raised.findIndex((value, row) => (value - plain[row]) * Math.sign(strength) < -1e-6);
          assert(against === -1, `${method}: row ${against} falls when signal ${signal} rises`);
        });
      }
    },
  },
  {
    name: 'later dates do not move earlier predictions, and predict says what predictBatch says of one date',
    async run({ random, assert }) {
      const panel = plantedSignals(random, { dates: 20, strengths: STRENGTHS, missingShare: 0.2 });
      const context = served(await fitSignals(panel), panel);
      const first = firstDate(panel);

      const [all, alone] = [await predictor.predictBatch(panel, context), await predictor.predict(first, context)];
      const refusal = await predictor.predict(panel, context).catch((error: unknown) => error);

      for (let row = 0; row < first.rows; row++) {
        assert(alone.score[row] === all.score[row] && alone.signal[row] === all.signal[row], `row ${row} moved`);
      }
      assert(refusal instanceof Error && refusal.message.includes('decision times'), 'predict took several dates');
    },
  },
  {
    name: 'the scorer refuses other signals',
    async run({ random, assert }) {
      const panel = plantedSignals(random, { dates: 20, strengths: STRENGTHS });
      const { native } = await fitSignals(panel);
      let refusal = '';

      try {
        loadScorer(native).score({ ...panel, featureNames: panel.featureNames.toReversed() });
      } catch (error) {
        refusal = error instanceof Error ? error.message : '';
      }

      assert(refusal.includes('in this order'), 'it scored signals in another order');
    },
  },
];

function firstDate(panel: LabelledPanel): LabelledPanel {
  const rows = panel.decisionTime.findIndex((time) => time !== panel.decisionTime[0]);
  return selectLabelledRows(
    panel,
    Array.from({ length: rows }, (_, row) => row),
  );
}
