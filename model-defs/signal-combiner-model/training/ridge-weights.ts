import { type LabelledPanel, selectLabelledRows } from '@optaic/mlops/base';
import { panelSamples, purgedKFold } from '@optaic/mlops/data/splits';
import { solvePositiveDefinite } from '@optaic/mlops/learners/covariance';
import { rankByDate, rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import { combine } from '../model/combination.ts';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { trainingConfig } from './config.ts';
import { longOnly, type Weights } from './information-weights.ts';

export interface RidgeWeights {
  readonly weights: Weights;
  /** A row; what the folds chose. */
  readonly penalty: number;
}

/** Sums over rows: all that a fit needs. X holds the aligned signals, what is missing at the mean of its row. */
interface Moments {
  readonly rows: number;
  /** Xᵀ X, shape (signals × signals). */
  readonly gram: Float64Array;
  /** Xᵀ y, shape (signals,); y the rank of the outcome on its date. */
  readonly cross: Float64Array;
}

/**
 * Stacks signals by ridge regression toward equal weights: with e the mean of a row's signals and c its own least-squares
 * slope, w = c/N + δ and δ minimises Σ (y − c e − x δ)² + penalty · rows · ‖δ‖². Negative weights are cut, so that the
 * combination rises with every signal. The penalty is the one whose weights, fitted without a fold and its purged
 * neighbours, order the outcomes of that fold best; the greater one where two do equally well.
 *
 * @param panel - Normalised and aligned signals, made out of sample themselves.
 */
export function ridgeWeights(
  panel: LabelledPanel,
  { ridge_penalties: candidates, folds }: Hyperparameters,
): RidgeWeights {
  const penalties = candidates.toSorted((a, b) => b - a);
  const whole = momentsOf(panel);
  if (penalties.length === 1) return { weights: solve(whole, penalties[0]), penalty: penalties[0] };
  const coefficients = penalties.map(() => ({ sum: 0, dates: 0 }));
  const { horizonDays, embargoDays: embargoDates } = trainingConfig;
  for (const { train, test } of purgedKFold(panelSamples(panel.decisionTime, horizonDays), { folds, embargoDates })) {
    if (train.length === 0) continue;
    const moments = momentsOf(selectLabelledRows(panel, train));
    const held = selectLabelledRows(panel, test);
    penalties.forEach((penalty, candidate) => {
      const score = combine(held, solve(moments, penalty));
      for (const { value } of rankInformationCoefficientByDate(held.decisionTime, score, held.labels)) {
        if (value === undefined) continue;
        coefficients[candidate].sum += value;
        coefficients[candidate].dates++;
      }
    });
  }
  const means = coefficients.map(({ sum, dates }) => (dates === 0 ? 0 : sum / dates));
  const penalty = penalties[means.indexOf(Math.max(...means))];
  return { weights: solve(whole, penalty), penalty };
}

function momentsOf({ rows, featureNames, features, decisionTime, labels }: LabelledPanel): Moments {
  const signals = featureNames.length;
  const target = rankByDate(decisionTime, labels);
  const gram = new Float64Array(signals * signals);
  const cross = new Float64Array(signals);
  const row = new Float64Array(signals);
  for (let r = 0; r < rows; r++) {
    let present = 0;
    let sum = 0;
    for (let signal = 0; signal < signals; signal++) {
      const value = features[signal * rows + r];
      row[signal] = value;
      if (Number.isNaN(value)) continue;
      present++;
      sum += value;
    }
    if (present === 0) continue;
    for (let signal = 0; signal < signals; signal++) if (Number.isNaN(row[signal])) row[signal] = sum / present;
    for (let i = 0; i < signals; i++) {
      cross[i] += row[i] * target[r];
      for (let j = 0; j < signals; j++) gram[i * signals + j] += row[i] * row[j];
    }
  }
  return { rows, gram, cross };
}

function solve({ rows, gram, cross }: Moments, penalty: number): Weights {
  const signals = cross.length;
  // Of the equal-weighted sum: eᵀy = Σ cross / N, eᵀe = Σ gram / N², Xᵀe = row sums of gram / N.
  const equalCross = cross.reduce((sum, value) => sum + value, 0) / signals;
  const equalSquare = gram.reduce((sum, value) => sum + value, 0) / signals ** 2;
  const slope = equalSquare > 0 ? Math.max(0, equalCross / equalSquare) : 0;
  const residual = cross.map((value, i) => {
    let rowSum = 0;
    for (let j = 0; j < signals; j++) rowSum += gram[i * signals + j];
    return value - (slope * rowSum) / signals;
  });
  const penalised = gram.map((value, i) => value + (i % (signals + 1) === 0 ? penalty * rows : 0));
  const delta = solvePositiveDefinite(penalised, residual) ?? new Float64Array(signals);
  return longOnly(Array.from(delta, (change) => slope / signals + change));
}
