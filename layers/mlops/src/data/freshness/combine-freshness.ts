import { DatasetNameSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import { FreshnessSchema, type FreshnessStatus, FreshnessStatusSchema } from './freshness.ts';

export const DatasetFreshnessSchema = FreshnessSchema.extend({
  dataset: DatasetNameSchema,
  /** Steps upstream from the dataset that was asked about; 0 is itself. */
  depth: z.int().min(0),
});
export type DatasetFreshness = z.infer<typeof DatasetFreshnessSchema>;

/** A dataset together with everything it is made from. */
export const CompositeFreshnessSchema = z.strictObject({
  /** The worst of all. */
  status: FreshnessStatusSchema,
  /** Datasets that are not ready, nearest first. */
  blocking: z.array(DatasetNameSchema),
  /** Nearest first, each dataset once. */
  datasets: z.array(DatasetFreshnessSchema).min(1),
});
export type CompositeFreshness = z.infer<typeof CompositeFreshnessSchema>;

const WORST_FIRST = ['error', 'not_initialized', 'stale', 'ready'] as const satisfies readonly FreshnessStatus[];

/** A dataset made from others is no fresher than the worst of them; the ones that are not ready are named. */
export function combineFreshness(datasets: readonly DatasetFreshness[]): CompositeFreshness {
  const nearestFirst = datasets.toSorted((a, b) => a.depth - b.depth || (a.dataset < b.dataset ? -1 : 1));
  const found = new Set(nearestFirst.map(({ status }) => status));
  return {
    status: WORST_FIRST.find((status) => found.has(status)) ?? 'ready',
    blocking: nearestFirst.filter(({ status }) => status !== 'ready').map(({ dataset }) => dataset),
    datasets: nearestFirst,
  };
}
