import { InstanceIdSchema, InstantSchema, RunIdSchema, UrnSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import { DriftReportSchema } from './check-drift.ts';
import { PerformanceReportSchema } from './check-performance.ts';

/** What one monitoring run found: the document that people read and the alert rules judge. */
export const MonitoringReportSchema = z.strictObject({
  runId: RunIdSchema,
  instanceId: InstanceIdSchema,
  asOf: InstantSchema,
  /** The version whose predictions and limits are watched. */
  modelVersion: z.int().min(1),
  drift: DriftReportSchema,
  performance: PerformanceReportSchema,
  /** What the report was made from: predictions, outcomes and features. */
  sources: z.array(UrnSchema),
  /** What has to be said wherever the report is shown, such as a universe of survivors only. */
  notes: z.array(z.string()).default([]),
});
export type MonitoringReport = z.infer<typeof MonitoringReportSchema>;
