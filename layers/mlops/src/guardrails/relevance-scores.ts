import { z } from 'zod';
import { dateName, type Predictions, rowName, rowsByDecision } from './predictions.ts';
import { EXAMPLE_LIMIT, type Finding } from './report.ts';

export const RelevanceScoresConfigSchema = z.strictObject({
  /** Most that the scores of a decision may differ from one in sum: they are rounded to float32. */
  tolerance: z.number().min(0).default(1e-5),
});
export type RelevanceScoresConfig = z.infer<typeof RelevanceScoresConfigSchema>;

/**
 * `relevance.scores`: on each decision there is one score for every feature of the model and no other, each in [0, 1], and
 * they are one in sum.
 *
 * @param features - The model's signature.
 */
export function checkRelevanceScores(
  predictions: Predictions,
  features: readonly string[],
  { tolerance }: RelevanceScoresConfig = RelevanceScoresConfigSchema.parse({}),
): Finding[] {
  const { entity, score } = predictions;
  const known = new Set(features);
  const outside = [...score.keys()].filter((row) => !(score[row] >= 0 && score[row] <= 1));
  const strange = [...score.keys()].filter((row) => !known.has(entity[row] ?? ''));
  const byDecision = [...rowsByDecision(predictions)];
  const incomplete = byDecision.filter(([, rows]) => new Set(rows.map((row) => entity[row])).size !== known.size);
  const sums = byDecision.map(([time, rows]) => ({ time, sum: rows.reduce((sum, row) => sum + score[row], 0) }));
  const off = sums.filter(({ sum }) => !(Math.abs(sum - 1) <= tolerance));
  const named = (rows: readonly number[]) => rows.map((row) => rowName(predictions, row));
  return [
    ...finding(`${outside.length} of ${score.length} scores are outside [0, 1]`, named(outside)),
    ...finding(`${strange.length} of ${score.length} rows are about no feature of the model`, named(strange)),
    ...finding(
      `${incomplete.length} of ${byDecision.length} decisions have not one row for each of ${known.size} features`,
      incomplete.map(([time]) => dateName(time)),
    ),
    ...finding(
      `the scores of ${off.length} of ${byDecision.length} decisions are not one in sum`,
      off.map(({ time, sum }) => `${dateName(time)} ${sum}`),
    ),
  ];
}

function finding(message: string, offending: readonly string[]): Finding[] {
  if (offending.length === 0) return [];
  return [
    {
      contract: 'relevance.scores',
      message,
      rows: offending.length,
      value: offending.length,
      limit: 0,
      examples: offending.slice(0, EXAMPLE_LIMIT),
    },
  ];
}
