import { meanWithStandardError, rankInformationCoefficientByDate } from '@optaic/mlops/metrics';
import { z } from 'zod';

/** How well a model ranked rows it was not fitted on: the mean rank information coefficient over the dates. */
export const ValidationSkillSchema = z.strictObject({
  /** In [-1, 1]; null when no date could be judged. */
  meanRankInformationCoefficient: z.number().min(-1).max(1).nullable(),
  /** Of the mean, Newey–West over the label's overlap; null for fewer than two dates. */
  standardError: z.number().min(0).nullable(),
  /** Dates with a defined coefficient. */
  dates: z.int().min(0),
});
export type ValidationSkill = z.infer<typeof ValidationSkillSchema>;

/**
 * Measures the skill of scores on validation rows.
 *
 * @param decisionTime - Shape (rows,), ascending; milliseconds since the epoch.
 * @param score - Shape (rows,).
 * @param outcome - Shape (rows,); returns in fractions.
 * @param horizonDays - Trading days a label looks ahead: outcomes of daily decisions overlap for one less.
 */
export function measureValidationSkill(
  decisionTime: Float64Array,
  score: Float32Array,
  outcome: Float32Array,
  horizonDays: number,
): ValidationSkill {
  const coefficients = rankInformationCoefficientByDate(decisionTime, score, outcome).flatMap(({ value }) =>
    value === undefined ? [] : [value],
  );
  const summary = meanWithStandardError(coefficients, Math.max(0, horizonDays - 1));
  return {
    meanRankInformationCoefficient: summary?.mean ?? null,
    standardError: summary?.neweyWestStandardError ?? null,
    dates: coefficients.length,
  };
}
