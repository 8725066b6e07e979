import { NotFoundError } from '@optaic/mlops/base';
import { buildFrame, type DatasetFiles, tradingDays, writeFrame } from '@optaic/mlops/data';
import { z } from 'zod';
import { MonitoringPlanSchema, MonitoringStageInputSchema, ProfileBatchSchema } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { type PlannedDataset, plannedDataset } from './planned-dataset.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const ProfileMonitoringInputSchema = MonitoringStageInputSchema.extend({ batch: ProfileBatchSchema });
export type ProfileMonitoringInput = z.infer<typeof ProfileMonitoringInputSchema>;

export const ProfileMonitoringOutputSchema = z.strictObject({ frameKey: z.string() });
export type ProfileMonitoringOutput = z.infer<typeof ProfileMonitoringOutputSchema>;

export interface ProfileMonitoringServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

/**
 * Builds the features of one stretch of the window: the last `windowDays` trading days at the run's as-of time, by the
 * same rule of a point in time that training and inference use.
 *
 * @throws {NotFoundError} `monitoring.window_too_short` when there are not that many trading days yet.
 */
export async function profileMonitoring(
  { runId, planKey, batch }: ProfileMonitoringInput,
  { artifacts, datasetFiles, scratch }: ProfileMonitoringServices,
): Promise<ProfileMonitoringOutput> {
  const { asOf, datasets, features, universe, calendar, featureLag, windowDays } = await artifacts.readJson(
    planKey,
    MonitoringPlanSchema,
  );
  const source = (name: PlannedDataset['name']) => datasetFiles(plannedDataset(datasets, name));

  return withWorkbench(scratch, async ({ db, directory }) => {
    const days = await tradingDays(db, { ...(await source(calendar)), asOf });
    if (days.length < windowDays) {
      throw new NotFoundError(
        'monitoring.window_too_short',
        `"${calendar}" has ${days.length} trading days as of ${asOf}; the window needs ${windowDays}`,
      );
    }
    const { panel } = await buildFrame(db, {
      decisions: days.slice(-windowDays).slice(batch.firstDay, batch.firstDay + batch.days),
      features: await Promise.all(
        features.map(async ({ dataset, ...chosen }) => ({ ...(await source(dataset)), ...chosen })),
      ),
      universe: await source(universe),
      featureLag,
      calendar: days,
      asOf,
    });
    const path = `${directory}/window.parquet`;
    await writeFrame(db, path, panel);
    const frameKey = `runs/${runId}/profile/window-${String(batch.index).padStart(3, '0')}.parquet`;
    await artifacts.uploadOnce(frameKey, path);
    return { frameKey };
  });
}
