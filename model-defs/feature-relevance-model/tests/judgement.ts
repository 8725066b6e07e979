import type { DefinitionTest } from '@optaic/mlops/base';
import { loadScorer } from '../model/native-scorer.ts';
import { decodeRelevance } from '../model/relevance.ts';
import { evaluator } from '../training/evaluator.ts';
import { judgeSmall, plantedFeatures } from './planted-features.ts';

export const judgementTests: readonly DefinitionTest[] = [
  {
    name: 'a planted feature is kept and gets nearly all of the relevance; scores are ≥ 0 and sum to 1',
    async run({ random, assert }) {
      const panel = plantedFeatures(random, { dates: 120, noiseFeatures: 6, strength: 0.5 });

      const { native, importance, metrics } = await judgeSmall(panel);

      const { features, featureNames, shadow, through } = decodeRelevance(native);
      const planted = features[featureNames.indexOf('planted')];
      assert(planted.isKept && planted.pValue < 0.001, `p is ${planted.pValue}`);
      assert(planted.permutation > shadow && planted.singleFeature > 0.2, 'it is no better than a shadow');
      const shapley = features.map(({ shap }) => shap);
      assert(
        planted.shap === Math.max(...shapley) && shapley.every((value) => value >= 0),
        'another moves scores more',
      );
      assert(importance.planted > 0.8, `its share is ${importance.planted}`);
      const total = features.reduce((sum, { score }) => sum + score, 0);
      assert(Math.abs(total - 1) < 1e-12 && features.every(({ score }) => score >= 0), `scores sum to ${total}`);
      assert(
        features.every(({ qValue, pValue }) => qValue >= pValue),
        'a q-value is below its p-value',
      );
      assert(planted.effectiveSamples > 20 && planted.effectiveSamples <= 120, `${planted.effectiveSamples} samples`);
      assert(metrics.keptFeatures < 4 && through === 119 * 86_400_000, 'more is kept than there is');
    },
  },
  {
    name: 'of noise nothing is known: every feature has the same share',
    async run({ random, assert }) {
      const panel = plantedFeatures(random, { dates: 100, noiseFeatures: 5, strength: 0 });

      const { importance, metrics } = await judgeSmall(panel, { false_discovery_rate: 0.001 });

      assert(metrics.keptFeatures === 0, `${metrics.keptFeatures} features of noise are kept`);
      assert(
        Object.values(importance).every((share) => Math.abs(share - 1 / 6) < 1e-12),
        'shares differ',
      );
    },
  },
  {
    name: 'two features that say the same share what they are worth together; neither hides the other',
    async run({ random, assert }) {
      const panel = plantedFeatures(random, { dates: 120, noiseFeatures: 5, strength: 0.5, hasCopy: true });

      const { importance, native } = await judgeSmall(panel);

      const { features, featureNames } = decodeRelevance(native);
      const [one, other] = [features[featureNames.indexOf('planted')], features[featureNames.indexOf('planted_copy')]];
      assert(one.cluster === other.cluster && one.permutation === other.permutation, 'they are no cluster');
      assert(one.isKept && other.isKept, 'one of them is not kept');
      assert(importance.planted > 0.25 && importance.planted_copy > 0.25, 'one of them hides the other');
    },
  },
  {
    name: 'the same seed gives the same bytes, another seed others',
    async run({ random, assert }) {
      const panel = plantedFeatures(random, { dates: 40, noiseFeatures: 2, strength: 0.5 });

      const [first, again, other] = [await judgeSmall(panel), await judgeSmall(panel), await judgeSmall(panel, {}, 2)];

      assert(first.native.join() === again.native.join() && first.onnx.join() === again.onnx.join(), 'bytes differ');
      assert(first.native.join() !== other.native.join(), 'two seeds gave one model');
    },
  },
  {
    name: 'validation says whether relevance held on later dates',
    async run({ random, assert }) {
      const options = { dates: 120, noiseFeatures: 4, strength: 0.6 };
      const { native } = await judgeSmall(plantedFeatures(random, options));
      const validation = plantedFeatures(random, options);

      const metrics = evaluator.evaluate(validation, loadScorer(native).score(validation), { native });

      assert(metrics.meanRankInformationCoefficient > 0.3, `rank skill is ${metrics.meanRankInformationCoefficient}`);
      assert(metrics.validationShareOfKeptFeatures > 0.7, `kept share is ${metrics.validationShareOfKeptFeatures}`);
      assert(metrics.validationKendallTau > 0, 'relevance did not hold');
    },
  },
];
