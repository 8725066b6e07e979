import { InvalidInputError } from '@optaic/mlops/base';
import {
  buildFrame,
  type DatasetFiles,
  decisionDates,
  instantAt,
  splitTrainValidation,
  tradingDays,
  writeFrame,
} from '@optaic/mlops/data';
import { z } from 'zod';
import { measureInputs } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset } from './planned-dataset.ts';
import { FrameSummarySchema, frameSummaryKey } from './prepared-frame.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';
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
 * parts its dates into train and validation, purged by the label's horizon and embargoed.
 *
 * @throws {InvalidInputError} `training.no_labels` when no label is known by then, `split.too_few_dates`.
 */
export async function prepareTraining(
  { runId, planKey }: PrepareTrainingInput,
  { artifacts, datasetFiles, scratch }: PrepareTrainingServices,
): Promise<PrepareTrainingOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const { asOf, datasets, featureLag } = plan;
  const source = await filesOfDatasets(datasets, datasetFiles);

  return withWorkbench(scratch, async ({ db, directory }) => {
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
      features: plan.features.map(({ dataset, columns }) => ({ ...source(dataset), columns })),
      labels: { ...source(plan.label.dataset), column: plan.label.column },
      universe: source(plan.universe),
      featureLag,
      calendar,
      asOf,
    });
    const split = splitTrainValidation(decisionDates(frame.panel), plan.split, calendar);

    const path = `${directory}/frame.parquet`;
    await writeFrame(db, path, frame.panel);
    const frameKey = `runs/${runId}/prepare/frame.parquet`;
    await artifacts.uploadOnce(frameKey, path);
    const summaryKey = frameSummaryKey(runId);
    await artifacts.writeJsonOnce(
      summaryKey,
      {
        frameKey,
        rows: frame.panel.rows,
        featureNames: [...frame.panel.featureNames],
        expected: frame.expected,
        dropped: { ...frame.dropped },
        maxKnowledgeTime: instantAt(frame.maxKnowledgeTime),
        inputs: await measureInputs(db, plan, source, frame.members),
        split: {
          train: [...split.train],
          validation: [...split.validation],
          purged: [...split.purged],
          embargoed: [...split.embargoed],
        },
      },
      FrameSummarySchema,
    );
    return { summaryKey };
  });
}
