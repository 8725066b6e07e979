import {
  createRandom,
  type InferenceContext,
  type LabelledPanel,
  type Logger,
  type ModelModule,
  type Panel,
  type Prediction,
} from '@optaic/mlops/base';
import { inBlocks } from './block-inference.ts';

export interface DefinitionRuns {
  /** Predicts any number of dates with the fitted model. */
  predictBatch(panel: Panel): Promise<Prediction>;
  /** Fits with the run's seed and hyperparameters. */
  fit(train: LabelledPanel, validation: LabelledPanel): Promise<{ readonly onnx: Uint8Array }>;
}

export interface DefinitionRunsOptions {
  /** A fresh copy of the definition, so that no run remembers another. */
  load(): ModelModule;
  /** The run's hyperparameters as the definition reads them. */
  hyperparameters(module: ModelModule): unknown;
  readonly seed: number;
  /** The fitted model; see `inBlocks` for how rows are handed to it. */
  readonly infer: InferenceContext['infer'];
  readonly log: Logger;
}

/** Runs a definition as its training and its inference do, each time with a fresh copy. */
export function definitionRuns({ load, hyperparameters, seed, infer, log }: DefinitionRunsOptions): DefinitionRuns {
  const blocks = inBlocks(infer);
  return {
    predictBatch: (panel) => load().inference.predictor.predictBatch(panel, { infer: blocks, log }),
    fit: async (train, validation) => {
      const module = load();
      return module.training.trainer.fit(train, validation, hyperparameters(module), {
        seed,
        random: createRandom(seed),
        log,
        onRound: () => undefined,
      });
    },
  };
}
