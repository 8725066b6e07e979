import type { ApiClient } from '@optaic/mlops/api';
import { CalendarDateSchema, type DatasetName, DatasetNameSchema, InstanceIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import { uploadFile } from '../../../cli/upload-file.ts';
import { completedRun } from '../../../cli/wait-for-run.ts';
import {
  LABELS,
  PREDICT_AS_OF,
  smallDataset,
  smallInstance,
  TRAIN_AS_OF,
  UNIVERSE,
  writeSmallMarket,
} from './small-market.ts';

export interface Clients {
  readonly researcher: ApiClient;
  readonly approver: ApiClient;
}

/** What must be the same, whatever was killed on the way. */
export interface CycleOutcome {
  readonly featuresDigest: string;
  readonly modelDigest: string;
  readonly predictionDigest: string;
  readonly driftShare: number;
  readonly modelVersions: number;
  readonly predictionVersions: number;
}

export const featuresOf = (id: string): DatasetName => DatasetNameSchema.parse(`features_${id}`);

async function ingest(researcher: ApiClient, dataset: DatasetName, file: string): Promise<void> {
  await researcher.call('createDataset', { body: smallDataset(dataset) });
  const run = await uploadFile(researcher, { dataset, file, mode: 'append', parents: [] });
  await completedRun(researcher, run.id);
}

/** Labels and universe, which every cycle shares. */
export async function prepareMarket(researcher: ApiClient, directory: string): Promise<void> {
  const files = writeSmallMarket(directory, featuresOf('shared'));
  for (const dataset of [LABELS, UNIVERSE]) await ingest(researcher, dataset, files.get(dataset) ?? '');
}

/** Ingests the features of a cycle and creates its instance. */
export async function prepareInstance(researcher: ApiClient, directory: string, id: string): Promise<void> {
  const features = featuresOf(id);
  const files = writeSmallMarket(directory, features);
  await ingest(researcher, features, files.get(features) ?? '');
  await researcher.call('createInstance', { body: smallInstance(id, features) });
}

const ModelVersionResultSchema = z.looseObject({ modelVersion: z.int() });
const PredictionResultSchema = z.looseObject({ predictionDigest: z.string() });
const DriftResultSchema = z.looseObject({ driftShare: z.number() });

/** Trains, promotes, predicts and monitors one instance. */
export async function runInstance({ researcher, approver }: Clients, id: string): Promise<CycleOutcome> {
  const instance = InstanceIdSchema.parse(id);
  const parameters = { instance };
  const asOf = (day: string) => ({ asOf: CalendarDateSchema.parse(day), clock: 'simulated' }) as const;
  const keyed = (step: string) => ({ idempotencyKey: `${id}-${step}` });
  const training = await researcher.call('startTraining', { parameters, body: asOf(TRAIN_AS_OF), ...keyed('train') });
  const trained = await completedRun(researcher, training.id);
  const { modelVersion } = ModelVersionResultSchema.parse(trained.result);
  await approver.call('promoteModelVersion', {
    parameters: { instance, version: modelVersion },
    body: { reason: 'test', effectiveAsOf: CalendarDateSchema.parse(TRAIN_AS_OF) },
    ...keyed('promote'),
  });
  const inference = await researcher.call('startInference', {
    parameters,
    body: asOf(PREDICT_AS_OF),
    ...keyed('infer'),
  });
  const predicted = await completedRun(researcher, inference.id);
  const monitoring = await researcher.call('startMonitoring', {
    parameters,
    body: { ...asOf(PREDICT_AS_OF), inferenceRunId: inference.id },
    ...keyed('monitor'),
  });
  const monitored = await completedRun(researcher, monitoring.id);
  const versions = await researcher.call('listModelVersions', { parameters });
  const features = await researcher.call('listDatasetVersions', { parameters: { name: featuresOf(id) } });
  const predictions = await researcher.call('listDatasetVersions', {
    parameters: { name: DatasetNameSchema.parse(`predictions_${id}`) },
  });
  return {
    featuresDigest: features.items.map(({ contentDigest }) => contentDigest).join(),
    modelDigest: versions.items.map(({ onnxSha256 }) => onnxSha256).join(),
    predictionDigest: PredictionResultSchema.parse(predicted.result).predictionDigest,
    driftShare: DriftResultSchema.parse(monitored.result).driftShare,
    modelVersions: versions.items.length,
    predictionVersions: predictions.items.length,
  };
}
