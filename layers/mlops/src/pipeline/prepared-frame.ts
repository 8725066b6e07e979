import { InstantSchema, IntegrityError, type RunId } from '@optaic/mlops/base';
import { readLabelledFrame, type TimedPanel, takeRows } from '@optaic/mlops/data';
import { z } from 'zod';
import { InputMeasuresSchema } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { FOLD, rowsOfFold, TrainingSplitSchema } from './training-split.ts';
import type { Workbench } from './workbench.ts';

/** What the prepare stage made: `runs/<runId>/prepare/summary.json` beside the frame. */
export const FrameSummarySchema = z.strictObject({
  frameKey: z.string(),
  /** One byte a row of the frame: the part of {@link FOLD} that it is in. */
  foldsKey: z.string(),
  rows: z.int().min(1),
  featureNames: z.array(z.string()).min(1),
  /** (decision, entity) pairs considered. */
  expected: z.int().min(1),
  dropped: z.record(z.string(), z.int().min(0)),
  /** The latest knowledge time of any row that was used. */
  maxKnowledgeTime: InstantSchema,
  inputs: InputMeasuresSchema,
  split: TrainingSplitSchema,
});
export type FrameSummary = z.infer<typeof FrameSummarySchema>;

export function frameSummaryKey(runId: RunId): string {
  return `runs/${runId}/prepare/summary.json`;
}

export interface PreparedFrame {
  readonly summary: FrameSummary;
  /** Every labelled row of the window, purged and embargoed ones included. */
  readonly window: TimedPanel;
  readonly train: TimedPanel;
  readonly validation: TimedPanel;
}

/**
 * Reads the frame of a training run and parts it as its prepare stage decided.
 *
 * @throws {IntegrityError} `frame.folds_mismatch` when the parts are not those of the frame's rows.
 */
export async function readPreparedFrame(
  artifacts: ObjectStore,
  summaryKey: string,
  { db, directory }: Workbench,
): Promise<PreparedFrame> {
  const summary = await artifacts.readJson(summaryKey, FrameSummarySchema);
  const path = `${directory}/frame.parquet`;
  await artifacts.download(summary.frameKey, path);
  const window = await readLabelledFrame(db, path);
  const folds = await artifacts.read(summary.foldsKey);
  if (folds.length !== window.rows) {
    throw new IntegrityError(
      'frame.folds_mismatch',
      `${summary.foldsKey} parts ${folds.length} rows, the frame has ${window.rows}`,
    );
  }
  return {
    summary,
    window,
    train: takeRows(window, rowsOfFold(folds, FOLD.train)),
    validation: takeRows(window, rowsOfFold(folds, FOLD.validation)),
  };
}
