import {
  createRandom,
  type InferenceContext,
  type LabelledPanel,
  type Logger,
  type Memory,
  type ModelModule,
  type ModelState,
  type Panel,
  type Prediction,
  type TrainingResult,
} from '@optaic/mlops/base';
import { inBlocks } from './block-inference.ts';
import { movedRows, predictedBy } from './moved-predictions.ts';

export interface DefinitionRuns {
  /** Predicts any number of dates with the fitted model, from the state given. @param state - @default what the training left */
  predictBatch(panel: Panel, state?: ModelState): Promise<Prediction>;
  /** Fits with the run's seed and hyperparameters. */
  fit(train: LabelledPanel, validation: LabelledPanel): Promise<TrainingResult>;
  /** Whether predictions depend on the native form, beside ONNX: then what it holds serves, too. */
  servesNative(panel: Panel): Promise<boolean>;
  /** What an inference sees of earlier ones. */
  readonly memory: Memory;
  /** What the training left, of a definition with memory. */
  readonly state?: ModelState;
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
  /** The fitted model's native form. */
  readonly native?: Uint8Array;
  /** What the training left, of a definition with memory. */
  readonly state?: ModelState;
  /** What the training was given of the version before. */
  readonly previous?: Uint8Array;
  /** What an import takes in. */
  readonly upload?: Uint8Array;
}

/** Runs a definition as its training and its inference do, each time with a fresh copy. */
export function definitionRuns(options: DefinitionRunsOptions): DefinitionRuns {
  const { load, hyperparameters, seed, infer, log, native, previous, upload } = options;
  const blocks = inBlocks(infer);
  const predict = (panel: Panel, handed: Pick<InferenceContext, 'native' | 'state'>) =>
    load().inference.predictor.predictBatch(panel, { infer: blocks, log, ...handed });
  const state = options.state === undefined ? {} : { state: options.state };
  const form = native === undefined ? {} : { native };
  return {
    memory: load().inference.memory ?? 'none',
    ...state,
    predictBatch: (panel, from) => predict(panel, { ...form, ...(from === undefined ? state : { state: from }) }),
    servesNative: async (panel) => {
      if (native === undefined) return false;
      const [without] = await Promise.allSettled([predict(panel, state)]);
      if (without.status === 'rejected') return true;
      const [ofAll, ofOnnx] = [await predict(panel, { ...form, ...state }), without.value].map((prediction) =>
        predictedBy(panel, prediction, Number.POSITIVE_INFINITY),
      );
      return movedRows(ofAll, ofOnnx).length > 0;
    },
    fit: async (train, validation) => {
      const module = load();
      return module.training.trainer.fit(train, validation, hyperparameters(module), {
        seed,
        random: createRandom(seed),
        log,
        ...(previous === undefined ? {} : { previous }),
        ...(upload === undefined ? {} : { upload }),
        onRound: () => undefined,
      });
    },
  };
}
