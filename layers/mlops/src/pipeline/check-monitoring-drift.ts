import type { Panel } from '@optaic/mlops/base';
import { readFrame } from '@optaic/mlops/data';
import { checkDrift, DriftBaselineSchema, DriftReportSchema, joinPanels } from '@optaic/mlops/monitoring';
import { z } from 'zod';
import { MonitoringPlanSchema, MonitoringStageInputSchema } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const CheckMonitoringDriftInputSchema = MonitoringStageInputSchema.extend({
  /** The stretches of the window, in order. */
  frames: z.array(z.strictObject({ frameKey: z.string() })).min(1),
});
export type CheckMonitoringDriftInput = z.infer<typeof CheckMonitoringDriftInputSchema>;

export const CheckMonitoringDriftOutputSchema = z.strictObject({ driftKey: z.string() });
export type CheckMonitoringDriftOutput = z.infer<typeof CheckMonitoringDriftOutputSchema>;

export interface CheckMonitoringDriftServices {
  readonly artifacts: ObjectStore;
  readonly scratch: Scratch;
}

/** Judges the window by the limits of the model version. */
export async function checkMonitoringDrift(
  { runId, planKey, frames }: CheckMonitoringDriftInput,
  { artifacts, scratch }: CheckMonitoringDriftServices,
): Promise<CheckMonitoringDriftOutput> {
  const { baselineKey } = await artifacts.readJson(planKey, MonitoringPlanSchema);
  const baseline = await artifacts.readJson(baselineKey, DriftBaselineSchema);
  const window = await withWorkbench(scratch, async ({ db, directory }) => {
    const panels: Panel[] = [];
    for (const { frameKey } of frames) {
      const path = `${directory}/window-${panels.length}.parquet`;
      await artifacts.download(frameKey, path);
      panels.push(await readFrame(db, path));
    }
    return joinPanels(panels);
  });
  const driftKey = `runs/${runId}/drift/drift.json`;
  await artifacts.writeJsonOnce(driftKey, checkDrift(baseline, window), DriftReportSchema);
  return { driftKey };
}
