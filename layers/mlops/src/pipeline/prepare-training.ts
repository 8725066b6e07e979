import { InvalidInputError } from '@optaic/mlops/base';
import { buildFrame, type DatasetFiles, instantAt, tradingDays, writeFrame } from '@optaic/mlops/data';
import { z } from 'zod';
import { measureFreshness, requireFresh } from './input-freshness.ts';
import { measureInputs } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset } from './planned-dataset.ts';
import { FrameSummarySchema, frameSummaryKey } from './prepared-frame.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';
import { partFrame } from './training-split.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const PrepareTrainingInputSchema = TrainingStageInputSchema;
export type PrepareTrainingInput = z.infer<typeof PrepareTrainingInputSchema>;

export const PrepareTrainingOutputSchema = z.strictObject({ summaryKey: z.string() });
export type PrepareTrainingOutput = z.infer<typeof PrepareTrainingOutputSchema>;

export interface PrepareTrainingServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

/**
 * Builds the labelled frame of the last `trainWindow` trading days whose labels are known at the run's as-of time, and
 * parts its rows into train and validation, purged by each label's own interval and embargoed.
 *
 * @throws {InvalidInputError} `training.no_labels` when no label is known by then, `split.too_few_dates`,
 *   `dataset.stale`.
 */
export async function prepareTraining(
  { runId, planKey }: PrepareTrainingInput,
  { artifacts, datasetFiles, scratch }: PrepareTrainingServices,
): Promise<PrepareTrainingOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const { asOf, datasets, featureLag } = plan;
  const source = await filesOfDatasets(datasets, datasetFiles);

  return withWorkbench(scratch, async ({ db, directory }) => {
    const freshness = await measureFreshness(db, plan, source);
    requireFresh(plan.space, freshness);
    const calendar = await tradingDays(db, { ...source(plan.calendar), asOf });
    const labelled = new Set(await tradingDays(db, { ...source(plan.label.dataset), asOf }));
    const decisions = calendar.filter((day) => labelled.has(day)).slice(-plan.trainWindow);
    if (decisions.length === 0) {
      throw new InvalidInputError(
        'training.no_labels',
        `no trading day of "${plan.calendar}" has a label in "${plan.label.dataset}" that is known by ${asOf}`,
      );
    }
    const frame = await buildFrame(db, {
      decisions,
      features: plan.features.map(({ dataset, ...chosen }) => ({ ...source(dataset), ...chosen })),
      labels: { ...source(plan.label.dataset), column: plan.label.column },
      universe: source(plan.universe),
      featureLag,
      calendar,
      asOf,
    });
    const { folds, split } = partFrame(frame.panel, plan.split, calendar);

    const path = `${directory}/frame.parquet`;
    await writeFrame(db, path, frame.panel);
    const frameKey = `runs/${runId}/prepare/frame.parquet`;
    await artifacts.uploadOnce(frameKey, path);
    const foldsKey = `runs/${runId}/prepare/folds.bin`;
    await artifacts.writeOnce(foldsKey, folds);
    const summaryKey = frameSummaryKey(runId);
    await artifacts.writeJsonOnce(
      summaryKey,
      {
        frameKey,
        foldsKey,
        rows: frame.panel.rows,
        featureNames: [...frame.panel.featureNames],
        expected: frame.expected,
        dropped: { ...frame.dropped },
        maxKnowledgeTime: instantAt(frame.maxKnowledgeTime),
        inputs: { ...(await measureInputs(db, plan, source, frame.members)), freshness },
        split,
      },
      FrameSummarySchema,
    );
    return { summaryKey };
  });
}
