import { createRandom, type Evaluator } from '@optaic/mlops/base';
import { decodeGbdtModel } from '@optaic/mlops/learners/gbdt';
import { definedFigures, kendallTau, rankSkill } from '@optaic/mlops/metrics';
import { boosterBytes, decodeRelevance } from '../model/relevance.ts';
import { trainingConfig } from './config.ts';
import { groupsOf, mean } from './judge-features.ts';
import { measureFalls } from './measure-falls.ts';

const REPEATS = 3;

/**
 * Rank skill of the booster on the validation rows, and whether relevance held on them: Kendall's tau of the
 * features' scores with their falls on the validation dates, and the share of validation's falls that the kept features make.
 */
export const evaluator: Evaluator = {
  evaluate(validation, score, context) {
    const { decisionTime, labels: outcome } = validation;
    const skill = rankSkill({ decisionTime, signal: score, outcome, horizonDays: trainingConfig.horizonDays });
    if (context?.native === undefined) return skill;
    const relevance = decodeRelevance(context.native);
    const { features, seed } = relevance;
    const groups = groupsOf(features.map(({ cluster }) => cluster));
    const model = decodeGbdtModel(boosterBytes(relevance));
    const { byGroup } = measureFalls(model, validation, groups, { repeats: REPEATS, random: createRandom(seed) });
    const falls = features.map(({ cluster }) => mean(byGroup[cluster]) / groups[cluster].length);
    const gained = (only: (at: number) => boolean) =>
      falls.reduce((sum, fall, at) => sum + (only(at) ? Math.max(0, fall) : 0), 0);
    const total = gained(() => true);
    return {
      ...skill,
      ...definedFigures({
        validationKendallTau: kendallTau(
          features.map((feature) => feature.score),
          falls,
        ),
        validationShareOfKeptFeatures: total > 0 ? gained((at) => features[at].isKept) / total : undefined,
      }),
    };
  },
};
