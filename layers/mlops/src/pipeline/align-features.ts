import { IntegrityError, type Panel } from '@optaic/mlops/base';

/**
 * The panel with its features in the order that a model takes them: datasets may be listed in another order than in its
 * training.
 *
 * @param featureNames - The model's signature.
 * @throws {IntegrityError} `model.signature_mismatch` when the panel lacks one of them.
 */
export function alignFeatures(panel: Panel, featureNames: readonly string[]): Panel {
  const features = new Float32Array(featureNames.length * panel.rows);
  featureNames.forEach((name, position) => {
    const index = panel.featureNames.indexOf(name);
    if (index < 0) {
      throw new IntegrityError(
        'model.signature_mismatch',
        `the model takes feature "${name}", the frame has ${panel.featureNames.join(', ')}`,
      );
    }
    features.set(panel.features.subarray(index * panel.rows, (index + 1) * panel.rows), position * panel.rows);
  });
  return { ...panel, featureNames, features };
}
