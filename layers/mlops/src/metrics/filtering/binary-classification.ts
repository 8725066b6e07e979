import { averageTieRanks } from '../average-tie-ranks.ts';

export interface BinaryClassification {
  /** Share of what is acted on that is right; undefined when nothing is acted on. */
  readonly precision: number | undefined;
  /** Share of what is right that is acted on; undefined when nothing is right. */
  readonly recall: number | undefined;
  /** 2 TP/(2 TP + FP + FN); undefined when nothing is right or acted on. */
  readonly f1: number | undefined;
  /** Share of rows acted on. */
  readonly retainedShare: number;
}

/**
 * How well acting at a threshold picks what is right.
 *
 * @param probability - Shape (rows,); in [0, 1].
 * @param label - Shape (rows,), same order; 1 is right, 0 is not.
 * @param threshold - θ: rows with p ≥ θ are acted on.
 * @returns Undefined for no rows.
 * @see van Rijsbergen, Information Retrieval, 1979; scikit-learn, precision_recall_fscore_support.
 */
export function binaryClassification(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  threshold: number,
): BinaryClassification | undefined {
  const rows = probability.length;
  if (rows === 0) return undefined;
  let truePositives = 0;
  let acted = 0;
  let right = 0;
  for (let row = 0; row < rows; row++) {
    const isActed = probability[row] >= threshold;
    if (isActed) acted++;
    if (label[row] === 1) right++;
    if (isActed && label[row] === 1) truePositives++;
  }
  return {
    precision: acted === 0 ? undefined : truePositives / acted,
    recall: right === 0 ? undefined : truePositives / right,
    f1: acted + right === 0 ? undefined : (2 * truePositives) / (acted + right),
    retainedShare: acted / rows,
  };
}

/**
 * Area under the receiver operating characteristic: the probability that a right row has the higher probability than one
 * that is not, ties counting half; (R₁ − n₁(n₁ + 1)/2)/(n₁ n₀), R₁ the sum of the right rows' average-tie ranks.
 *
 * @returns In [0, 1]; undefined for a single class.
 * @see Hanley and McNeil, The Meaning and Use of the Area under a ROC Curve, 1982.
 */
export function areaUnderCurve(probability: ArrayLike<number>, label: ArrayLike<number>): number | undefined {
  const ranks = averageTieRanks(probability);
  let right = 0;
  let rankSum = 0;
  for (let row = 0; row < ranks.length; row++) {
    if (label[row] !== 1) continue;
    right++;
    rankSum += ranks[row];
  }
  const wrong = ranks.length - right;
  return right === 0 || wrong === 0 ? undefined : (rankSum - (right * (right + 1)) / 2) / (right * wrong);
}

/**
 * Brier score, a loss: the mean of (p − y)².
 *
 * @returns In [0, 1], better when lower; undefined for no rows.
 * @see Brier, Verification of Forecasts Expressed in Terms of Probability, 1950.
 */
export function brierLoss(probability: ArrayLike<number>, label: ArrayLike<number>): number | undefined {
  const rows = probability.length;
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += (probability[row] - label[row]) ** 2;
  return rows === 0 ? undefined : sum / rows;
}
