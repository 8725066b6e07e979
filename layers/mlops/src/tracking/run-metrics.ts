import { type RunId, RunIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';

/** The figures of a run, by the names of docs/metrics.md and a definition's own. */
export const RunMetricsSchema = z.strictObject({
  runId: RunIdSchema,
  metrics: z.record(z.string(), z.number()),
});
export type RunMetrics = z.infer<typeof RunMetricsSchema>;

/** Figures of one decision by name, such as its coefficient and its return; what is undefined is absent. */
export const DatedFiguresSchema = z.strictObject({
  /** Milliseconds since the epoch, UTC. */
  decisionTime: z.number(),
  figures: z.record(z.string(), z.number()),
});
export type DatedFigures = z.infer<typeof DatedFiguresSchema>;

/** A stretch of a run's decisions, as it is stored. */
export const SeriesPageSchema = z.strictObject({
  runId: RunIdSchema,
  page: z.int().min(0),
  dates: z.array(DatedFiguresSchema).min(1),
});
export type SeriesPage = z.infer<typeof SeriesPageSchema>;

/** 500 decisions with ten figures stay below DynamoDB's 400 KB an item. */
const DATES_PER_PAGE = 500;

/** Parts a run's series into the pages it is stored in. */
export function seriesPages(runId: RunId, dates: readonly DatedFigures[]): SeriesPage[] {
  return Array.from({ length: Math.ceil(dates.length / DATES_PER_PAGE) }, (_, page) => ({
    runId,
    page,
    dates: dates.slice(page * DATES_PER_PAGE, (page + 1) * DATES_PER_PAGE),
  }));
}
