import { CalendarDateSchema, InstantSchema, type Panel, type RunId } from '@optaic/mlops/base';
import { type DuckDb, readFrame, writeFrame } from '@optaic/mlops/data';
import type { Predictions } from '@optaic/mlops/guardrails';
import { StoredStateSchema } from '@optaic/mlops/registry';
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
  /** Of a definition with memory: what the next inference goes on from. */
  state: StoredStateSchema.optional(),
});
export type BatchSummary = z.infer<typeof BatchSummarySchema>;

/** Artifacts bucket, all a function of run and batch. */
export function batchKeys(
  runId: RunId,
  index: number,
): { predictionKey: string; summaryKey: string; stateKey: string } {
  const stem = `runs/${runId}/predict/batch-${String(index).padStart(3, '0')}`;
  return { predictionKey: `${stem}.parquet`, summaryKey: `${stem}.json`, stateKey: `${stem}.state.bin` };
}

const SCORE = 'score';
const SIGNAL = 'signal';

/** Predictions as a panel: their scores, their signals and the columns beside them. */
export function predictionPanel({ rows, entity, decisionTime, score, signal, columns = {} }: Predictions): Panel {
  const featureNames = [SCORE, SIGNAL, ...Object.keys(columns)];
  const features = new Float32Array(featureNames.length * rows);
  for (const [index, column] of [score, signal, ...Object.values(columns)].entries())
    features.set(column, index * rows);
  return { rows, entity, decisionTime, featureNames, features };
}

/** The rows of some decisions, in their order. */
export function predictionsAt(predictions: Predictions, decisions: ReadonlySet<number>): Predictions {
  const { decisionTime, columns = {} } = predictions;
  const kept = [...decisionTime.keys()].filter((row) => decisions.has(decisionTime[row]));
  const taken = (column: Float32Array) => Float32Array.from(kept, (row) => column[row]);
  return {
    rows: kept.length,
    entity: kept.map((row) => predictions.entity[row]),
    decisionTime: Float64Array.from(kept, (row) => decisionTime[row]),
    score: taken(predictions.score),
    signal: taken(predictions.signal),
    columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, taken(column)])),
  };
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

/** Reads the predictions of every batch, in the order of the batches; a column that a batch lacks is missing there. */
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
  const names = [...new Set(batches.flatMap(({ columns = {} }) => Object.keys(columns)))].sort();
  const joined = (columnOf: (batch: Predictions) => Float32Array) =>
    Float32Array.from(batches.flatMap((batch) => [...columnOf(batch)]));
  return {
    rows: batches.reduce((sum, { rows }) => sum + rows, 0),
    entity: batches.flatMap(({ entity }) => entity),
    decisionTime: Float64Array.from(batches.flatMap(({ decisionTime }) => [...decisionTime])),
    score: joined(({ score }) => score),
    signal: joined(({ signal }) => signal),
    columns: Object.fromEntries(
      names.map((name) => [
        name,
        joined(({ columns = {}, rows }) => columns[name] ?? new Float32Array(rows).fill(Number.NaN)),
      ]),
    ),
  };
}

async function readBatch(db: DuckDb, path: string): Promise<Predictions> {
  const { rows, entity, decisionTime, featureNames, features } = await readFrame(db, path);
  const column = (name: string): Float32Array => {
    const index = featureNames.indexOf(name);
    return features.slice(index * rows, (index + 1) * rows);
  };
  const beside = featureNames.filter((name) => name !== SCORE && name !== SIGNAL);
  return {
    rows,
    entity,
    decisionTime,
    score: column(SCORE),
    signal: column(SIGNAL),
    columns: Object.fromEntries(beside.map((name) => [name, column(name)])),
  };
}
