import { CalendarDateSchema, InstantSchema, type Panel, type RunId } from '@optaic/mlops/base';
import { type DuckDb, readFrame, writeFrame } from '@optaic/mlops/data';
import type { Predictions } from '@optaic/mlops/guardrails';
import { z } from 'zod';
import { InputMeasuresSchema } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import type { Workbench } from './workbench.ts';

/** What is known about a batch of predictions: `runs/<runId>/predict/batch-000.json` beside its rows. */
export const BatchSummarySchema = z.strictObject({
  predictionKey: z.string(),
  rows: z.int().min(0),
  dropped: z.record(z.string(), z.int().min(0)),
  /** Members of the universe by decision date. */
  members: z.array(z.strictObject({ decisionDate: CalendarDateSchema, count: z.int().min(0) })).min(1),
  /** The latest knowledge time of any row that was used; absent when there was none. */
  maxKnowledgeTime: InstantSchema.optional(),
  inputs: InputMeasuresSchema,
  featureNames: z.array(z.string()).min(1),
});
export type BatchSummary = z.infer<typeof BatchSummarySchema>;

/** Artifacts bucket, both a function of run and batch. */
export function batchKeys(runId: RunId, index: number): { predictionKey: string; summaryKey: string } {
  const stem = `runs/${runId}/predict/batch-${String(index).padStart(3, '0')}`;
  return { predictionKey: `${stem}.parquet`, summaryKey: `${stem}.json` };
}

const SCORE = 'score';
const SIGNAL = 'signal';

/** Predictions as a panel of two columns: their scores and their signals. */
export function predictionPanel({ rows, entity, decisionTime, score, signal }: Predictions): Panel {
  const features = new Float32Array(2 * rows);
  features.set(score, 0);
  features.set(signal, rows);
  return { rows, entity, decisionTime, featureNames: [SCORE, SIGNAL], features };
}

/** Stores predictions as a Parquet file in their order, their float32 bits kept. */
export async function storePredictions(
  artifacts: Pick<ObjectStore, 'uploadOnce'>,
  key: string,
  predictions: Predictions,
  { db, directory }: Workbench,
): Promise<void> {
  const path = `${directory}/predictions.parquet`;
  await writeFrame(db, path, predictionPanel(predictions));
  await artifacts.uploadOnce(key, path);
}

/** Reads the predictions of every batch, in the order of the batches. */
export async function readPredictions(
  artifacts: Pick<ObjectStore, 'download'>,
  keys: readonly string[],
  { db, directory }: Workbench,
): Promise<Predictions> {
  const batches: Predictions[] = [];
  for (const key of keys) {
    const path = `${directory}/batch.parquet`;
    await artifacts.download(key, path);
    batches.push(await readBatch(db, path));
  }
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    entity: batches.flatMap(({ entity }) => entity),
    decisionTime: Float64Array.from(batches.flatMap(({ decisionTime }) => [...decisionTime])),
    score: Float32Array.from(batches.flatMap(({ score }) => [...score])),
    signal: Float32Array.from(batches.flatMap(({ signal }) => [...signal])),
  };
}

async function readBatch(db: DuckDb, path: string): Promise<Predictions> {
  const { rows, entity, decisionTime, featureNames, features } = await readFrame(db, path);
  const column = (name: string): Float32Array => {
    const index = featureNames.indexOf(name);
    return features.slice(index * rows, (index + 1) * rows);
  };
  return { rows, entity, decisionTime, score: column(SCORE), signal: column(SIGNAL) };
}
