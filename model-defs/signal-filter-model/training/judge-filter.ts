import {
  areaUnderCurve,
  binaryClassification,
  brierLoss,
  definedFigures,
  probabilityCalibration,
} from '@optaic/mlops/metrics';
import { meanOverDeviation, netReturns } from './net-returns.ts';

export interface JudgedRows {
  /** Rows with a side only. */
  readonly decisionTime: Float64Array;
  readonly probability: Float32Array;
  readonly size: Float32Array;
  readonly primary: Float32Array;
  readonly outcome: Float32Array;
  readonly isRight: Float32Array;
  readonly threshold: number;
  readonly cost: number;
}

/**
 * How well the filter knows when the primary is right, and what that is worth net of costs beside the primary unfiltered,
 * on the same rows. Ratios are mean over deviation of a date's net return, not annualised.
 */
export function judgeFilter(rows: JudgedRows): Record<string, number> {
  const { decisionTime, probability, size, primary, outcome, isRight, threshold, cost } = rows;
  const acted = probability.map((p, row) => (size[row] > 0 ? p : 0));
  const classified = binaryClassification(acted, isRight, Math.max(threshold, Number.MIN_VALUE));
  const bet = size.map((share, row) => share * primary[row]);
  return definedFigures({
    areaUnderCurve: areaUnderCurve(probability, isRight),
    brierLoss: brierLoss(probability, isRight),
    expectedCalibrationError: probabilityCalibration(probability, isRight)?.expectedCalibrationError,
    precision: classified?.precision,
    recall: classified?.recall,
    f1: classified?.f1,
    retainedShare: classified?.retainedShare,
    baseRate: isRight.reduce((sum, right) => sum + right, 0) / isRight.length,
    filteredNetRatio: meanOverDeviation(netReturns({ decisionTime, bet, outcome }, cost)),
    primaryNetRatio: meanOverDeviation(netReturns({ decisionTime, bet: primary, outcome }, cost)),
  });
}
