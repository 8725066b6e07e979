import { InvalidInputError } from './errors.ts';
import type { Panel } from './panel.ts';

/**
 * Refuses a panel whose features are not those of a model, in its order: what every native scorer checks first.
 *
 * @throws {InvalidInputError} `model.feature_mismatch`, naming both lists.
 */
export function requireFeatures({ featureNames }: Pick<Panel, 'featureNames'>, expected: readonly string[]): void {
  if (featureNames.length === expected.length && featureNames.every((name, i) => name === expected[i])) return;
  throw new InvalidInputError(
    'model.feature_mismatch',
    `the panel has the features ${featureNames.join(', ')}; the model was trained on ${expected.join(', ')}, in this order`,
  );
}
