import { PerformanceReportSchema } from '@optaic/mlops/monitoring';
import { z } from 'zod';

/** What the performance stage stores: `runs/<runId>/performance/performance.json`. */
export const MonitoredPerformanceSchema = z.strictObject({
  performance: PerformanceReportSchema,
  /** What has to be said of the universe and of stale inputs beside the numbers. */
  notes: z.array(z.string()),
});
