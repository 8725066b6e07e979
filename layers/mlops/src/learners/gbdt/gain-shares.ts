import type { GbdtModel } from './gbdt-model.ts';
import { importance } from './importance.ts';

/**
 * Mean decrease of impurity: the share of the total gain by feature, summing to 1; equal shares for a model that found
 * nothing to split on. In-sample, and kinder to features of many values: a diagnostic.
 *
 * @see Breiman, Friedman, Olshen and Stone, Classification and Regression Trees, 1984.
 */
export function gainShares(model: GbdtModel): Record<string, number> {
  const gains = new Map(importance(model).map(({ feature, totalGain }) => [feature, totalGain]));
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  return Object.fromEntries(
    model.featureNames.map((name) => [
      name,
      total > 0 ? (gains.get(name) ?? 0) / total : 1 / model.featureNames.length,
    ]),
  );
}
