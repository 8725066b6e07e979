import type { LabelledPanel } from '@optaic/mlops/base';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { trainingConfig } from './config.ts';
import {
  coefficientWeights,
  equalWeights,
  maximumRatioWeights,
  shrinkToEqual,
  type Weights,
} from './information-weights.ts';
import { ridgeWeights } from './ridge-weights.ts';
import { estimateCoefficients, signalCoefficients } from './signal-coefficients.ts';

export interface FittedWeights {
  /** Shape (signals,); 1 or −1. */
  readonly signs: readonly (1 | -1)[];
  /** Of the aligned signals; each ≥ 0, summing to 1. */
  readonly weights: Weights;
  /** Index of the aligned signal with the greatest mean coefficient. */
  readonly best: number;
  /** What `ridge` chose. */
  readonly penalty?: number;
}

/**
 * Signs and weights of normalised signals, from the rows given alone: pass training rows.
 *
 * @param panel - Normalised signals with their outcomes.
 */
export function fitWeights(panel: LabelledPanel, hyperparameters: Hyperparameters): FittedWeights {
  const { half_life_days: halfLifeDays, align_signs: alignSigns, method, shrinkage } = hyperparameters;
  const decay = { halfLifeDays, horizonDays: trainingConfig.horizonDays };
  const found = estimateCoefficients(signalCoefficients(panel), decay);
  const signs = found.map(({ mean }): 1 | -1 => (alignSigns && mean < 0 ? -1 : 1));
  const means = found.map(({ mean }, signal) => signs[signal] * mean);
  const fitted = { signs, best: means.indexOf(Math.max(...means)) };
  const aligned = alignSignals(panel, signs);
  switch (method) {
    case 'equal':
      return { ...fitted, weights: equalWeights(signs.length) };
    case 'ic_weighted': {
      const estimates = found.map(({ standardError }, signal) => ({ mean: means[signal], standardError }));
      return { ...fitted, weights: shrinkToEqual(coefficientWeights(estimates, hyperparameters), shrinkage) };
    }
    case 'max_icir': {
      const weights = maximumRatioWeights(signalCoefficients(aligned), hyperparameters);
      return { ...fitted, weights: shrinkToEqual(weights, shrinkage) };
    }
    case 'ridge':
      return { ...fitted, ...ridgeWeights(aligned, hyperparameters) };
  }
}

function alignSignals(panel: LabelledPanel, signs: readonly (1 | -1)[]): LabelledPanel {
  const features = panel.features.map((value, i) => signs[Math.floor(i / panel.rows)] * value);
  return { ...panel, features };
}
