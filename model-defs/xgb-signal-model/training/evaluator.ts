import type { Evaluator } from '@optaic/mlops/base';
import { rankSkill } from '@optaic/mlops/metrics';
import { trainingConfig } from './config.ts';

/** Rank information coefficient by date, then over dates; a figure that too few dates define is absent. */
export const evaluator: Evaluator = {
  evaluate: ({ decisionTime, labels }, score) =>
    rankSkill({ decisionTime, signal: score, outcome: labels, horizonDays: trainingConfig.horizonDays }),
};
