import { CalendarDateSchema, InstantSchema, type RunId } from '@optaic/mlops/base';
import { readLabelledFrame, type TimedPanel, takeDates } from '@optaic/mlops/data';
import { z } from 'zod';
import { InputMeasuresSchema } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import type { Workbench } from './workbench.ts';

const Dates = z.array(CalendarDateSchema);

/** What the prepare stage made: `runs/<runId>/prepare/summary.json` beside the frame. */
export const FrameSummarySchema = z.strictObject({
  frameKey: z.string(),
  rows: z.int().min(1),
  featureNames: z.array(z.string()).min(1),
  /** (decision, entity) pairs considered. */
  expected: z.int().min(1),
  dropped: z.record(z.string(), z.int().min(0)),
  /** The latest knowledge time of any row that was used. */
  maxKnowledgeTime: InstantSchema,
  inputs: InputMeasuresSchema,
  split: z.strictObject({
    train: Dates.min(1),
    validation: Dates.min(1),
    purged: Dates,
    embargoed: Dates,
  }),
});
export type FrameSummary = z.infer<typeof FrameSummarySchema>;

export function frameSummaryKey(runId: RunId): string {
  return `runs/${runId}/prepare/summary.json`;
}

export interface PreparedFrame {
  readonly summary: FrameSummary;
  /** Every labelled row of the window, purged and embargoed dates included. */
  readonly window: TimedPanel;
  readonly train: TimedPanel;
  readonly validation: TimedPanel;
}

/** Reads the frame of a training run and parts it as its prepare stage decided. */
export async function readPreparedFrame(
  artifacts: ObjectStore,
  summaryKey: string,
  { db, directory }: Workbench,
): Promise<PreparedFrame> {
  const summary = await artifacts.readJson(summaryKey, FrameSummarySchema);
  const path = `${directory}/frame.parquet`;
  await artifacts.download(summary.frameKey, path);
  const window = await readLabelledFrame(db, path);
  return {
    summary,
    window,
    train: takeDates(window, summary.split.train),
    validation: takeDates(window, summary.split.validation),
  };
}
