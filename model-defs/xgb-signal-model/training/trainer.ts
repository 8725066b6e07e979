import type { LabelledPanel, NativeTrainingResult, Trainer } from '@optaic/mlops/base';
import {
  encodeGbdtModel,
  type GbdtDataset,
  type GbdtModel,
  GbdtParametersSchema,
  importance,
  trainGbdt,
} from '@optaic/mlops/learners/gbdt';
import { gbdtToOnnx } from '@optaic/mlops/onnx';
import type { Hyperparameters } from '../model/hyperparameters.ts';
import { VERSION } from '../version.ts';
import { relativeLabels } from './relative-labels.ts';

/** Boosts trees on relative returns; validation rows are watched, never learned from. */
export const trainer: Trainer<Hyperparameters, NativeTrainingResult> = {
  fit(train, validation, hyperparameters, { seed, onRound }) {
    const parameters = GbdtParametersSchema.parse({ ...hyperparameters, objective: 'reg:squarederror', seed });
    const metrics: Record<string, number> = {};

    const model = trainGbdt(datasetOf(train), parameters, {
      validation: datasetOf(validation),
      onRound: ({ round, rounds, losses }) => {
        onRound({ round, rounds, losses });
        Object.assign(metrics, losses, { rounds: round });
      },
    });

    return {
      onnx: gbdtToOnnx(model, { producerVersion: VERSION }),
      native: encodeGbdtModel(model),
      metrics,
      importance: importanceShares(model),
    };
  },
};

function datasetOf(panel: LabelledPanel): GbdtDataset {
  return {
    rows: panel.rows,
    features: panel.featureNames.length,
    featureNames: panel.featureNames,
    values: panel.features,
    labels: relativeLabels(panel),
  };
}

/** Share of the total gain by feature; equal shares for a model that found nothing to split on. */
function importanceShares(model: GbdtModel): Record<string, number> {
  const gains = new Map(importance(model).map(({ feature, totalGain }) => [feature, totalGain]));
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return Object.fromEntries(
    model.featureNames.map((name) => [
      name,
      total > 0 ? (gains.get(name) ?? 0) / total : 1 / model.featureNames.length,
    ]),
  );
}
