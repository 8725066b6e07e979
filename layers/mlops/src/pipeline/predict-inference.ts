import { type CalendarDate, dateOf, IntegrityError, type Logger, NotFoundError } from '@optaic/mlops/base';
import { buildFrame, type DatasetFiles, instantAt, lastTradingDay, tradingDays } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import { predictionsOf } from '@optaic/mlops/guardrails';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { z } from 'zod';
import { alignFeatures } from './align-features.ts';
import { loadDefinition } from './definition-loader.ts';
import { continueFrom, framedDecisions } from './inference-memory.ts';
import { type InferencePlan, InferencePlanSchema, InferenceStageInputSchema } from './inference-plan.ts';
import { measureFreshness, requireFresh } from './input-freshness.ts';
import { measureInputs } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset } from './planned-dataset.ts';
import {
  type BatchSummary,
  BatchSummarySchema,
  batchKeys,
  predictionsAt,
  storePredictions,
} from './prediction-batch.ts';
import { readArtifact } from './read-artifact.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const PredictInferenceInputSchema = InferenceStageInputSchema.extend({ batch: z.int().min(0) });
export type PredictInferenceInput = z.infer<typeof PredictInferenceInputSchema>;

export const PredictInferenceOutputSchema = z.strictObject({ summaryKey: z.string() });
export type PredictInferenceOutput = z.infer<typeof PredictInferenceOutputSchema>;

export interface PredictInferenceServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly log: Logger;
  readonly scratch: Scratch;
}

/**
 * Predicts one batch: its frame as of the run's time, through the pinned model and the definition's predictor.
 *
 * @throws {IntegrityError} `artifact.digest_mismatch`, `definition.digest_mismatch`.
 * @throws {InvalidInputError} `frame.not_a_trading_day` for a requested decision date that is none; `dataset.stale`.
 */
export async function predictInference(
  { runId, planKey, batch }: PredictInferenceInput,
  services: PredictInferenceServices,
): Promise<PredictInferenceOutput> {
  const { artifacts, datasetFiles, log, scratch } = services;
  const plan = await artifacts.readJson(planKey, InferencePlanSchema);
  const module = loadDefinition(await artifacts.read(plan.bundleKey), plan.definition.digest);
  const onnx = await readArtifact(artifacts, plan.model.onnx);
  const native = plan.model.native && (await readArtifact(artifacts, plan.model.native));
  const source = await filesOfDatasets(plan.datasets, datasetFiles);
  const { predictionKey, summaryKey, stateKey } = batchKeys(runId, batch);

  return withWorkbench(scratch, async (bench) => {
    const freshness = await measureFreshness(bench.db, plan, source);
    requireFresh(plan.space, freshness);
    const calendar = await tradingDays(bench.db, { ...source(plan.calendar), asOf: plan.asOf });
    const decisions = decisionsOf(plan, batch, calendar);
    const before = continueFrom(plan, decisions);
    const frame = await buildFrame(bench.db, {
      decisions: framedDecisions(plan, { decisions, before, calendar }),
      features: plan.features.map(({ dataset, ...chosen }) => ({ ...source(dataset), ...chosen })),
      universe: source(plan.universe),
      featureLag: plan.featureLag,
      calendar,
      asOf: plan.asOf,
    });
    const panel = alignFeatures(frame.panel, plan.model.featureNames);

    const asked = new Set(decisions.map((date) => Date.parse(date)));
    const members = new Map([...frame.members].filter(([time]) => asked.has(time)));
    let rows = 0;
    let state: BatchSummary['state'];
    const session = await createOnnxSession(onnx);
    try {
      const prediction = await module.inference.predictor.predictBatch(panel, {
        infer: session.run,
        log,
        ...(native === undefined ? {} : { native }),
        ...(before === undefined
          ? {}
          : { state: { bytes: await readArtifact(artifacts, before), through: before.through } }),
      });
      // What lies between the state and the decisions was seen, and is published by nobody.
      const predictions = predictionsAt(predictionsOf(panel, prediction), asked);
      rows = predictions.rows;
      await storePredictions(artifacts, predictionKey, predictions, bench);
      if (prediction.state !== undefined) {
        await artifacts.writeOnce(stateKey, prediction.state.bytes);
        state = { key: stateKey, sha256: sha256Hex(prediction.state.bytes), through: prediction.state.through };
      }
    } finally {
      await session.release();
    }
    await artifacts.writeJsonOnce(
      summaryKey,
      {
        predictionKey,
        rows,
        dropped: { ...frame.dropped },
        members: [...members].map(([time, count]) => ({ decisionDate: dateOf(instantAt(time)), count })),
        ...(Number.isFinite(frame.maxKnowledgeTime) ? { maxKnowledgeTime: instantAt(frame.maxKnowledgeTime) } : {}),
        inputs: { ...(await measureInputs(bench.db, plan, source, members)), freshness },
        featureNames: [...panel.featureNames],
        ...(state === undefined ? {} : { state }),
      },
      BatchSummarySchema,
    );
    return { summaryKey };
  });
}

function decisionsOf(plan: InferencePlan, batch: number, calendar: readonly CalendarDate[]): readonly CalendarDate[] {
  const planned = plan.batches.find(({ index }) => index === batch);
  if (planned === undefined) {
    throw new IntegrityError('inference.batch_unknown', `the plan of run ${plan.runId} has no batch ${batch}`);
  }
  if (planned.decisionDates.length > 0) return planned.decisionDates;
  const last = lastTradingDay(calendar, dateOf(plan.asOf));
  if (last !== undefined) return [last];
  throw new NotFoundError(
    'inference.no_trading_day',
    `dataset "${plan.calendar}" has no trading day on or before ${plan.asOf}`,
  );
}
