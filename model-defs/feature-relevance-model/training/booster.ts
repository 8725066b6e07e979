import type { LabelledPanel } from '@optaic/mlops/base';
import { type GbdtModel, GbdtParametersSchema, panelDataset, trainGbdt } from '@optaic/mlops/learners/gbdt';
import { relativeOutcomes } from '@optaic/mlops/metrics';
import type { Hyperparameters } from '../model/hyperparameters.ts';

/** A booster on relative returns: the move of the whole market tells no two assets apart. */
export function trainBooster(panel: LabelledPanel, hyperparameters: Hyperparameters, seed: number): GbdtModel {
  const { num_boost_round, learning_rate, max_depth, max_bin, min_child_weight, reg_lambda } = hyperparameters;
  const { subsample, colsample_bytree } = hyperparameters;
  const parameters = GbdtParametersSchema.parse({
    objective: 'reg:squarederror',
    num_boost_round,
    learning_rate,
    max_depth,
    max_bin,
    min_child_weight,
    reg_lambda,
    subsample,
    colsample_bytree,
    seed,
  });
  return trainGbdt(panelDataset(panel, relativeOutcomes(panel.decisionTime, panel.labels)), parameters);
}

/** The same on one feature: a few stumps and one more level draw any curve that daily returns can support. */
export function trainSingleFeature(panel: LabelledPanel, hyperparameters: Hyperparameters, seed: number): GbdtModel {
  const rounds = Math.ceil(hyperparameters.num_boost_round / 4);
  const small = { ...hyperparameters, num_boost_round: rounds, learning_rate: 0.3, max_depth: 2, colsample_bytree: 1 };
  return trainBooster(panel, small, seed);
}
