import type { Evaluator } from '@optaic/mlops/base';
import { rankSkill } from '@optaic/mlops/metrics';
import { trainingConfig } from './config.ts';

/** Rank skill over the validation dates, of the rows that have a score, and the share of rows that have one. */
export const evaluator: Evaluator = {
  evaluate({ decisionTime, labels }, score) {
    const { horizonDays } = trainingConfig;
    return {
      ...rankSkill({ decisionTime, signal: score, outcome: labels, horizonDays }),
      scoredShare: score.filter(Number.isFinite).length / Math.max(1, score.length),
    };
  },
};
