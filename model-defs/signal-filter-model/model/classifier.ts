import { type LabelledPanel, type Panel, requireFeatures } from '@optaic/mlops/base';
import {
  decodeGbdtModel,
  decodeUtf8,
  encodeGbdtModel,
  encodeUtf8,
  GbdtParametersSchema,
  gainShares,
  panelDataset,
  predictGbdt,
  trainGbdt,
} from '@optaic/mlops/learners/gbdt';
import {
  decodeLinearModel,
  encodeLinearModel,
  fitLogistic,
  type LinearModel,
  parseLogisticParameters,
  predictLinear,
} from '@optaic/mlops/learners/linear';
import { gbdtToOnnx, linearToOnnx } from '@optaic/mlops/onnx';
import type { Hyperparameters } from './hyperparameters.ts';

/** Says how probable label 1 is, before calibration. */
export interface Classifier {
  /** Shape (rows,); in [0, 1]. */
  score(panel: Panel): Float32Array;
  /** Share of importance by feature, summing to 1. */
  importance(): Record<string, number>;
  toOnnx(producerVersion: string): Uint8Array;
  /** The learner's own file, as text. */
  toText(): string;
}

/** @param panel - Inputs of `classifierInputs`, labels 0 and 1. */
export function trainClassifier(panel: LabelledPanel, hyperparameters: Hyperparameters, seed: number): Classifier {
  if (hyperparameters.classifier === 'logistic') {
    const { rows, featureNames, features: values, labels } = panel;
    const parameters = parseLogisticParameters({ C: hyperparameters.inverse_penalty });
    return linearClassifier(fitLogistic({ rows, featureNames, values, labels }, parameters));
  }
  const { num_boost_round, learning_rate, max_depth, min_child_weight, subsample } = hyperparameters;
  const objective = 'binary:logistic';
  const raw = { objective, num_boost_round, learning_rate, max_depth, min_child_weight, subsample, seed };
  return boostedClassifier(trainGbdt(panelDataset(panel), GbdtParametersSchema.parse(raw)));
}

/** @throws {InvalidInputError} `learner.model_malformed` when the text is no such model. */
export function readClassifier(kind: Hyperparameters['classifier'], text: string): Classifier {
  const bytes = encodeUtf8(text);
  return kind === 'logistic' ? linearClassifier(decodeLinearModel(bytes)) : boostedClassifier(decodeGbdtModel(bytes));
}

function linearClassifier(model: LinearModel): Classifier {
  return {
    score: (panel) => {
      requireFeatures(panel, model.featureNames);
      return predictLinear(model, panel.features, panel.rows);
    },
    importance: () => {
      // Coefficients of standardised features.
      const sizes = model.coefficients.map(Math.abs);
      const total = sizes.reduce((sum, size) => sum + size, 0);
      return Object.fromEntries(
        model.featureNames.map((name, at) => [name, total > 0 ? sizes[at] / total : 1 / sizes.length]),
      );
    },
    toOnnx: (producerVersion) => linearToOnnx(model, { producerVersion }),
    toText: () => decodeUtf8(encodeLinearModel(model)),
  };
}

function boostedClassifier(model: ReturnType<typeof trainGbdt>): Classifier {
  return {
    score: (panel) => {
      requireFeatures(panel, model.featureNames);
      return predictGbdt(model, panel.features, panel.rows);
    },
    importance: () => gainShares(model),
    toOnnx: (producerVersion) => gbdtToOnnx(model, { producerVersion }),
    toText: () => decodeUtf8(encodeGbdtModel(model)),
  };
}
