import { z } from 'zod';
import type { ComparisonType } from './sample-pair.ts';

const Names = z.record(z.string(), z.string());
const Thresholds = z.record(z.string(), z.number());

/** Requested tests and thresholds: of a column, else of its type, else of all. */
export const DriftOverridesSchema = z.strictObject({
  statistic: z.string().optional(),
  numStatistic: z.string().optional(),
  catStatistic: z.string().optional(),
  columnStatistics: Names.optional(),
  threshold: z.number().optional(),
  numThreshold: z.number().optional(),
  catThreshold: z.number().optional(),
  columnThresholds: Thresholds.optional(),
});
export type DriftOverrides = z.infer<typeof DriftOverridesSchema>;

/** What is requested of one column; what is undefined is chosen by the data and by the test. */
export interface RequestedTest {
  readonly statistic?: string | undefined;
  readonly threshold?: number | undefined;
}

/** The request that holds for a column: its own before that of its type before that of all. */
export function requestedTest(overrides: DriftOverrides, column: string, type: ComparisonType): RequestedTest {
  const { columnStatistics = {}, columnThresholds = {} } = overrides;
  const ofType =
    type === 'num'
      ? { statistic: overrides.numStatistic, threshold: overrides.numThreshold }
      : { statistic: overrides.catStatistic, threshold: overrides.catThreshold };
  return {
    statistic: own(columnStatistics, column) ?? ofType.statistic ?? overrides.statistic,
    threshold: own(columnThresholds, column) ?? ofType.threshold ?? overrides.threshold,
  };
}

function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}
