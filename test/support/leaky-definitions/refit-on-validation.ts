import { defineModelModule, type LabelledPanel } from '@optaic/mlops/base';
import xgbSignalModel from '../../../model-defs/xgb-signal-model/index.ts';

const { training } = xgbSignalModel;

/** Trains on the validation rows as well. */
export default defineModelModule({
  ...xgbSignalModel,
  training: {
    ...training,
    trainer: {
      fit: (train, validation, hyperparameters, context) =>
        training.trainer.fit(appended(train, validation), validation, hyperparameters, context),
    },
  },
});

function appended(a: LabelledPanel, b: LabelledPanel): LabelledPanel {
  const rows = a.rows + b.rows;
  const features = new Float32Array(a.featureNames.length * rows);
  for (let feature = 0; feature < a.featureNames.length; feature++) {
    features.set(a.features.subarray(feature * a.rows, (feature + 1) * a.rows), feature * rows);
    features.set(b.features.subarray(feature * b.rows, (feature + 1) * b.rows), feature * rows + a.rows);
  }
  return {
    rows,
    entity: [...a.entity, ...b.entity],
    decisionTime: Float64Array.from([...a.decisionTime, ...b.decisionTime]),
    featureNames: a.featureNames,
    features,
    labels: Float32Array.from([...a.labels, ...b.labels]),
  };
}
