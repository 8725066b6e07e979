import { InvalidInputError, type NativeTrainingResult, type Trainer } from '@optaic/mlops/base';
import { encodeGbdtModel, gainShares } from '@optaic/mlops/learners/gbdt';
import { definedFigures, kendallTau } from '@optaic/mlops/metrics';
import { gbdtToOnnx } from '@optaic/mlops/onnx';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { decodeRelevance, encodeRelevance } from '../model/relevance.ts';
import { VERSION } from '../version.ts';
import { trainBooster } from './booster.ts';
import { judgeFeatures, mean } from './judge-features.ts';
import { scoreFeatures } from './score-features.ts';

/** Judges the features inside the training rows, whose outcomes are all known; the validation rows are not looked at. */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, _validation, hyperparameters, { seed, previous, onRound }) {
    const { folds, half_life_days: halfLifeDays } = hyperparameters;
    const judgement = judgeFeatures(train, hyperparameters, seed, (fold, meanCoefficient) =>
      onRound({ round: fold, rounds: folds, losses: { foldRankInformationCoefficient: meanCoefficient } }),
    );
    const { features: scored, shadow } = scoreFeatures(judgement, hyperparameters);
    const booster = trainBooster(train, hyperparameters, seed);
    const gains = gainShares(booster);
    const { featureNames, decisionTime } = train;
    const features = scored.map((feature, at) => ({ ...feature, gain: gains[featureNames[at]] }));
    return {
      onnx: gbdtToOnnx(booster, { producerVersion: VERSION }),
      native: encodeRelevance(
        {
          featureNames: [...featureNames],
          features,
          shadow,
          from: decisionTime[0],
          through: decisionTime[decisionTime.length - 1],
          halfLifeDays,
          seed,
        },
        encodeGbdtModel(booster),
      ),
      metrics: {
        outOfFoldRankInformationCoefficient: mean(judgement.coefficients),
        shadowPermutationImportance: shadow,
        keptFeatures: features.filter(({ isKept }) => isKept).length,
        clusters: judgement.clusterFalls.length,
        ...definedFigures({ kendallTauToPrevious: tauTo(previous, featureNames, features) }),
      },
      importance: Object.fromEntries(featureNames.map((name, at) => [name, features[at].score])),
    };
  },
};

/** Kendall's tau with the scores of the version in production, over the features of both: how much the ranking stands. */
function tauTo(
  previous: Uint8Array | undefined,
  featureNames: readonly string[],
  features: readonly { readonly score: number }[],
): number | undefined {
  const before = previous === undefined ? undefined : formerScores(previous);
  const shared = featureNames.flatMap((name, at) => {
    const score = before?.get(name);
    return score === undefined ? [] : [[score, features[at].score]];
  });
  return kendallTau(
    shared.map(([then]) => then),
    shared.map(([, now]) => now),
  );
}

/** Undefined where another kind of model was in production. */
function formerScores(previous: Uint8Array): ReadonlyMap<string, number> | undefined {
  try {
    const { featureNames, features } = decodeRelevance(previous);
    return new Map(featureNames.map((name, at) => [name, features[at].score]));
  } catch (error) {
    if (error instanceof InvalidInputError) return undefined;
    throw error;
  }
}
