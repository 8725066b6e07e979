import { RunIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';

/** The named losses of one boosting round or epoch. */
export const TrainingRoundSchema = z.strictObject({
  round: z.int().min(0),
  rounds: z.int().min(1),
  losses: z.record(z.string(), z.number()),
});
export type TrainingRound = z.infer<typeof TrainingRoundSchema>;

/** A stretch of a run's rounds, as it is stored. */
export const RoundPageSchema = z.strictObject({
  runId: RunIdSchema,
  page: z.int().min(0),
  rounds: z.array(TrainingRoundSchema).min(1),
});
export type RoundPage = z.infer<typeof RoundPageSchema>;

/** 500 rounds with a handful of losses stay far below DynamoDB's 400 KB an item. */
const ROUNDS_PER_PAGE = 500;

/** Parts a run's rounds into the pages they are stored in. */
export function roundPages(runId: RoundPage['runId'], rounds: readonly TrainingRound[]): RoundPage[] {
  return Array.from({ length: Math.ceil(rounds.length / ROUNDS_PER_PAGE) }, (_, page) => ({
    runId,
    page,
    rounds: rounds.slice(page * ROUNDS_PER_PAGE, (page + 1) * ROUNDS_PER_PAGE),
  }));
}
