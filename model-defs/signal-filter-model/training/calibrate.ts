import { type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { panelSamples, purgedKFold } from '@optaic/mlops/data/splits';
import { type IsotonicModel, predictIsotonic } from '@optaic/mlops/learners/isotonic';
import { trainClassifier } from '../model/classifier.ts';
import { decide } from '../model/decide.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { trainingConfig } from './config.ts';
import { meanOverDeviation, netReturns } from './net-returns.ts';

/** Probabilities of the rows between which thresholds are looked for. */
const THRESHOLDS = 20;

/**
 * Scores of every row by a classifier that has not seen its fold, its neighbours purged and embargoed.
 *
 * @param panel - Inputs of the classifier for rows with a side, labels 0 and 1.
 * @param days - Decision times of all training rows: a date without a side is a trading day still.
 * @returns Shape (rows,).
 */
export function outOfFoldScores(
  panel: LabelledPanel,
  days: Float64Array,
  hyperparameters: Hyperparameters,
  seed: number,
): Float32Array {
  const { horizonDays, embargoDays: embargoDates } = trainingConfig;
  const { folds } = hyperparameters;
  const scores = new Float32Array(panel.rows);
  for (const { train, test } of purgedKFold(panelSamples(panel.decisionTime, horizonDays, days), {
    folds,
    embargoDates,
  })) {
    const held = trainClassifier(selectLabelledRows(panel, train), hyperparameters, seed);
    const score = held.score(selectLabelledRows(panel, test));
    test.forEach((row, at) => {
      scores[row] = score[at];
    });
  }
  return scores;
}

export interface ThresholdRows {
  readonly decisionTime: Float64Array;
  /** Shape (rows,); out of fold. */
  readonly score: Float32Array;
  readonly primary: Float32Array;
  readonly side: Float32Array;
  readonly outcome: Float32Array;
  readonly cost: number;
}

/**
 * The threshold, of twenty quantiles of the calibrated probability, whose sized bets earn the most net of costs by their
 * mean over their deviation, on rows that the scores are out of fold for; the lower one where two do equally well. Never so
 * high that fewer than the least share of the sides is left.
 */
export function chooseThreshold(
  { decisionTime, score, primary, side, outcome, cost }: ThresholdRows,
  calibration: IsotonicModel,
  { minimum_retained_share: leastShare }: Hyperparameters,
): number {
  const probabilities = Float64Array.from(predictIsotonic(calibration, score)).sort();
  const quantile = (share: number) => probabilities[Math.floor(share * (probabilities.length - 1))];
  const candidates = Array.from({ length: THRESHOLDS }, (_, i) =>
    Math.max(0.5, quantile((i / THRESHOLDS) * (1 - leastShare))),
  );
  let best = { threshold: candidates[0], ratio: Number.NEGATIVE_INFINITY };
  for (const threshold of new Set(candidates)) {
    const { size } = decide(score, side, { calibration: { x: [...calibration.x], y: [...calibration.y] }, threshold });
    const bet = size.map((share, row) => share * primary[row]);
    const ratio = meanOverDeviation(netReturns({ decisionTime, bet, outcome }, cost)) ?? Number.NEGATIVE_INFINITY;
    if (ratio > best.ratio) best = { threshold, ratio };
  }
  return best.threshold;
}
