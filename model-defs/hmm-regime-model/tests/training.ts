import type { DefinitionTest } from '@optaic/mlops/base';
import { predictor } from '../inference/predictor.ts';
import { loadScorer } from '../model/native-scorer.ts';
import { decodeRegimeModel, encodeRegimeModel } from '../model/regime-model.ts';
import { evaluator } from '../training/evaluator.ts';
import { matchRegimes, relabel } from '../training/match-regimes.ts';
import { normalFrom, plantedBars, someBars } from './planted-bars.ts';
import { refusalOf, sameBytes, servedBy, trainSmall } from './train-small.ts';

export const trainingTests: readonly DefinitionTest[] = [
  {
    name: 'training finds planted regimes, calm first, and the filter names them on later bars',
    async run({ random, assert }) {
      const { panel, truth } = plantedBars(random, 1_600);
      const { native, state } = await trainSmall(someBars(panel, 0, 1_000), random);

      const later = someBars(panel, 1_000, 1_600);
      const { columns = {} } = await predictor.predictBatch(later, servedBy(native, panel.featureNames, state));

      const right = columns.label.reduce((sum, label, bar) => sum + Number(label === truth[1_000 + bar]), 0);
      assert(right / 600 > 0.9, `${right} of 600 labels are right`);
      const stay = decodeRegimeModel(native).hmm.transitions.map((row, k) => row[k]);
      assert(stay[0] > 0.97 && stay[1] > 0.9, `regimes stay with ${stay.join(', ')}; planted 0.99 and 0.97`);
    },
  },
  {
    name: 'the same bars and seed give the same bytes',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 400);

      const [first, again] = [await trainSmall(panel, random), await trainSmall(panel, random)];

      assert(sameBytes(first.onnx, again.onnx), 'one seed gave two ONNX files');
      assert(sameBytes(first.native, again.native), 'one seed gave two native forms');
      assert(sameBytes(first.state.bytes, again.state.bytes), 'one seed gave two states');
    },
  },
  {
    name: 'labels and validation bars move nothing: regimes are learned from training features only',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 400);

      const plain = await trainSmall(panel, random);
      const other = await trainSmall({ ...panel, labels: panel.labels.map((label) => 5 - 3 * label) }, random);

      assert(sameBytes(plain.native, other.native), 'labels moved the model');
    },
  },
  {
    name: 'a refit keeps the labels of the version before, in whatever order it found the regimes',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 1_000);
      const first = await trainSmall(someBars(panel, 0, 800), random);
      const { hmm } = decodeRegimeModel(first.native);
      const swapped = relabel(hmm, [1, 0]);

      const match = matchRegimes(hmm, swapped);
      const refit = await trainSmall(someBars(panel, 100, 1_000), random, { previous: first.native });
      const next = decodeRegimeModel(refit.native).hmm;

      assert(match?.order.join() === '1,0' && match.cost < 1e-6, `a swapped version matches as ${match?.order}`);
      assert(matchRegimes(next, hmm)?.order.join() === '0,1', 'the refit has other labels');
      assert(refit.metrics.labelMatchCost < 0.2, `match cost ${refit.metrics.labelMatchCost}`);
      assert(refit.metrics.labelMatchCostExceeded === 0, 'a close match is called another model');
    },
  },
  {
    name: 'the signal follows volatility, not the number of the label',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 800);
      const bars = someBars(panel, 0, 700);
      const first = await trainSmall(bars, random);
      const { hmm, ...rest } = decodeRegimeModel(first.native);
      const previous = encodeRegimeModel({ ...rest, hmm: relabel(hmm, [1, 0]), calmness: [-1, 1] });

      const refit = await trainSmall(bars, random, { previous });
      const later = someBars(panel, 700, 800);
      const [plain, kept] = [
        await predictor.predictBatch(later, servedBy(first.native, panel.featureNames, first.state)),
        await predictor.predictBatch(later, servedBy(refit.native, panel.featureNames, refit.state)),
      ];

      assert(decodeRegimeModel(refit.native).calmness.join() === '-1,1', 'the labels were not kept');
      assert(
        kept.signal.every((signal, bar) => Math.abs(signal - plain.signal[bar]) < 1e-6),
        'the signal turned around with the labels',
      );
    },
  },
  {
    name: 'regimes that are nothing like those before are said to be',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 600);
      const moved = { ...panel, features: panel.features.map((value) => 40 * value + 7) };
      const first = await trainSmall(panel, random);

      const { metrics } = await trainSmall(moved, random, { previous: first.native });

      assert(metrics.labelMatchCost > 0.5, `match cost ${metrics.labelMatchCost}`);
      assert(metrics.labelMatchCostExceeded === 1, 'it is called a match');
    },
  },
  {
    name: 'validation reports likelihood, stays, flips, separation and what hindsight changes',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 1_600);
      const { native, state } = await trainSmall(someBars(panel, 0, 1_000), random);
      const validation = someBars(panel, 1_000, 1_600);

      const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation), { native, state });

      assert(metrics.outOfSampleLogLikelihoodGainPerBar > 0.05, `gain ${metrics.outOfSampleLogLikelihoodGainPerBar}`);
      assert(metrics.volatilityTStatistic < -4, `calm outcomes are smaller by t ${metrics.volatilityTStatistic}`);
      assert(metrics.debouncedFlipsPerYear <= metrics.flipsPerYear, 'debouncing adds flips');
      assert(metrics.filteredSmoothedTotalVariation < 0.2, `hindsight ${metrics.filteredSmoothedTotalVariation}`);
      const shares = metrics.shareOfBarsRegime0 + metrics.shareOfBarsRegime1;
      assert(Math.abs(shares - 1) < 1e-9, `shares of bars sum to ${shares}`);
    },
  },
  {
    name: 'importance goes to the feature that tells the regimes apart',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 800);
      const noise = Float32Array.from({ length: panel.rows }, normalFrom(random));
      const features = Float32Array.from([...panel.features.subarray(0, panel.rows), ...noise]);

      const { importance } = await trainSmall({ ...panel, featureNames: ['return_1d', 'noise'], features }, random);

      assert(importance.return_1d > 0.8, `the return has ${importance.return_1d} of the importance`);
      assert(Math.abs(importance.return_1d + importance.noise - 1) < 1e-9, 'importances do not sum to 1');
    },
  },
  {
    name: 'a constant feature, too few bars and a universe of two are refused',
    async run({ random, assert }) {
      const { panel } = plantedBars(random, 300);
      const constant = panel.features.map((value, i) => (i < 300 ? 1 : value));

      const unvarying = await refusalOf(() => trainSmall({ ...panel, features: constant }, random));
      const few = await refusalOf(() => trainSmall(someBars(panel, 0, 8), random));
      const several = await refusalOf(() => trainSmall({ ...panel, entity: panel.entity.with(1, 'OTHER') }, random));

      assert(unvarying.includes('return_1d'), `of a constant feature it says "${unvarying}"`);
      assert(few.includes('8 rows for 11 parameters'), `of eight bars it says "${few}"`);
      assert(several.includes('universe of one member'), `of two entities it says "${several}"`);
    },
  },
];
