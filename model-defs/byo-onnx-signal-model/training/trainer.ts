import { InvalidInputError, type Trainer, type TrainingResult } from '@optaic/mlops/base';
import { importOnnx } from '@optaic/mlops/onnx';
import type { Hyperparameters } from '../model/hyperparameters.ts';

/**
 * Takes in the uploaded file and fits nothing: not a byte of the model depends on the rows here. Importance is unknown, and
 * said to be: there is none.
 */
export const trainer: Trainer<Hyperparameters> = {
  fit(train, _validation, { input, output, column, featureNames }, { upload, log }): TrainingResult {
    if (upload === undefined) {
      throw new InvalidInputError(
        'training.no_upload',
        'byo-onnx-signal-model trains nothing: import a model that was made elsewhere',
      );
    }
    const { onnx, ...taken } = importOnnx(upload, {
      featureNames: train.featureNames,
      modelFeatureNames: featureNames,
      input,
      output,
      column,
    });
    log.info('imported', taken);
    return {
      onnx,
      metrics: { importedBytes: upload.length, importedFeatures: train.featureNames.length },
      importance: {},
    };
  },
};
