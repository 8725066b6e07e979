import type { LabelledPanel, RandomGenerator } from '@optaic/mlops/base';
import { type GbdtModel, predictGbdt } from '@optaic/mlops/learners/gbdt';
import { rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import { permuteWithinDates, withPermutedColumns } from './permute-within-dates.ts';

export interface Falls {
  /** Rank coefficients of the dates that have one, in time order. */
  readonly coefficients: readonly number[];
  /** By group of features, of the same dates: how far the coefficient fell, mean over the repeats. */
  readonly byGroup: readonly (readonly number[])[];
}

/**
 * How far each date's rank coefficient falls when a group of features is permuted on the date.
 *
 * @param panel - Rows that the model was not trained on.
 * @param groups - Positions of the features that are permuted together.
 * @see Fisher, Rudin and Dominici, All Models are Wrong, but Many are Useful, 2019; López de Prado, Advances in Financial
 *   Machine Learning, 2018, chapter 8.
 */
export function measureFalls(
  model: GbdtModel,
  panel: LabelledPanel,
  groups: readonly (readonly number[])[],
  { repeats, random }: { readonly repeats: number; readonly random: RandomGenerator },
): Falls {
  const { rows, features, decisionTime, labels } = panel;
  const coefficientsOf = (values: Float32Array) =>
    rankInformationCoefficientByDate(decisionTime, predictGbdt(model, values, rows), labels).map(({ value }) => value);
  const plain = coefficientsOf(features);
  const used = new Set(
    model.trees.flatMap(({ leftChildren, splitFeatures }) =>
      splitFeatures.filter((_, node) => leftChildren[node] !== -1),
    ),
  );
  const byGroup = groups.map((group) => {
    const sums = plain.map(() => 0);
    for (let repeat = 0; repeat < repeats; repeat++) {
      const order = permuteWithinDates(decisionTime, random);
      // What no tree splits on cannot move a score.
      if (!group.some((feature) => used.has(feature))) continue;
      // Without variance, such as after the one feature in use was permuted away, there is no order left: coefficient 0.
      coefficientsOf(withPermutedColumns(features, rows, group, order)).forEach((value = 0, date) => {
        sums[date] += (plain[date] ?? 0) - value;
      });
    }
    return sums.flatMap((sum, date) => (plain[date] === undefined ? [] : [sum / repeats]));
  });
  return { coefficients: plain.filter((value) => value !== undefined), byGroup };
}
