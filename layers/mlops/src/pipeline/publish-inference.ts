import {
  CalendarDateSchema,
  DatasetNameSchema,
  endOfDay,
  type Instant,
  InstantSchema,
  Sha256Schema,
  urn,
} from '@optaic/mlops/base';
import { type ColumnarTable, contentDigest, instantAt, writeTable } from '@optaic/mlops/data';
import type { Predictions } from '@optaic/mlops/guardrails';
import {
  type DatasetRecord,
  type DatasetSchema,
  type DatasetVersionRecord,
  type Registry,
  type StoredState,
  StoredStateSchema,
} from '@optaic/mlops/registry';
import { z } from 'zod';
import { continueFrom } from './inference-memory.ts';
import { type InferencePlan, InferencePlanSchema, InferenceStageInputSchema } from './inference-plan.ts';
import { notesOf } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { BatchSummarySchema, readPredictions } from './prediction-batch.ts';
import { predictionSchema, publishedRows } from './prediction-table.ts';
import { stageWrite } from './stage-write.ts';
import { type Scratch, type Workbench, withWorkbench } from './workbench.ts';
import { writeDatasetVersion } from './write-dataset-version.ts';

/** A reader later than this after the last decision gets `stale: true`. */
const VALID_DAYS = 7;
const DAY_MS = 86_400_000;
/** Of a dataset's newest; a run's own is one of them when it is published already. */
const VERSIONS_SEARCHED = 50;
/** In the run's result, newest last. */
const DECISION_DATES_SHOWN = 250;

export const PublishInferenceInputSchema = InferenceStageInputSchema.extend({
  summaryKeys: z.array(z.string()).min(1),
});
export type PublishInferenceInput = z.infer<typeof PublishInferenceInputSchema>;

export const PublishInferenceOutputSchema = z.strictObject({
  /** The run's result. */
  result: z.strictObject({
    outputVersion: z.int().min(1),
    rowsProcessed: z.int().min(1),
    /** Content digest of this run's own rows. */
    predictionDigest: Sha256Schema,
    /** The last 250: a state document stays small, the rows have all. */
    decisionDates: z.array(CalendarDateSchema).min(1),
    modelVersion: z.int().min(1),
    /** Where they were published. */
    outputDataset: DatasetNameSchema,
    /** Of a definition with memory: what the next inference goes on from. */
    state: StoredStateSchema.optional(),
    /** What has to be said wherever the predictions are shown. */
    notes: z.array(z.string()),
  }),
});
export type PublishInferenceOutput = z.infer<typeof PublishInferenceOutputSchema>;

export interface PublishInferenceServices {
  readonly artifacts: ObjectStore;
  readonly data: ObjectStore;
  readonly registry: Pick<Registry, 'datasets'>;
  readonly scratch: Scratch;
  now(): Instant;
}

const PublicationSchema = z.strictObject({ knowledgeTime: InstantSchema });

/**
 * Publishes the predictions of a run as one version of the instance's output dataset, with its lineage. A retry publishes
 * the same rows, since the first attempt pins their knowledge time, and finds the version if they are published already.
 */
export async function publishInference(
  { runId, planKey, summaryKeys }: PublishInferenceInput,
  services: PublishInferenceServices,
): Promise<PublishInferenceOutput> {
  const { artifacts, scratch, now } = services;
  const plan = await artifacts.readJson(planKey, InferencePlanSchema);
  const summaries = await Promise.all(summaryKeys.map((key) => artifacts.readJson(key, BatchSummarySchema)));
  const decisionDates = summaries.flatMap(({ members }) => members.map(({ decisionDate }) => decisionDate));
  const { knowledgeTime } = await artifacts.writeJsonOnce(
    `runs/${runId}/publish/publication.json`,
    { knowledgeTime: plan.clock === 'simulated' ? plan.asOf : now() },
    PublicationSchema,
  );

  return withWorkbench(scratch, async (bench) => {
    const keys = summaries.map(({ predictionKey }) => predictionKey);
    const predictions = await readPredictions(artifacts, keys, bench);
    const dataset = await outputDataset(plan, predictions, services.registry, now());
    const rows = publishedRows(predictions, dataset, knownAt(plan, knowledgeTime));
    const version =
      (await publishedVersion(plan, services.registry)) ??
      (await publishRows(
        plan,
        dataset,
        sourcesOf(plan, continueFrom(plan, decisionDates)),
        { rows, knowledgeTime, validUntil: validUntil(decisionDates) },
        bench,
        services,
      ));
    const { state } = summaries[summaries.length - 1] ?? {};
    return {
      result: {
        outputVersion: version.version,
        rowsProcessed: rows.rows,
        predictionDigest: await digestOfRows(rows, dataset.schema, bench),
        decisionDates: decisionDates.slice(-DECISION_DATES_SHOWN),
        modelVersion: plan.model.version,
        outputDataset: plan.outputDataset,
        ...(state === undefined ? {} : { state }),
        notes: notesOf(
          plan.universe,
          summaries.map(({ inputs }) => inputs),
        ),
      },
    };
  });
}

/**
 * When a decision's predictions are known. A simulated run could have been made on the day of each of its decisions, once
 * its model was trained: features are those of the day whenever it is run.
 */
function knownAt({ clock, model }: InferencePlan, published: Instant): (decisionTime: number) => number {
  const latest = Date.parse(published);
  if (clock === 'live') return () => latest;
  const trained = Date.parse(model.trainedAsOf);
  return (decisionTime) => {
    const dayEnd = decisionTime + DAY_MS - 1;
    return dayEnd >= trained && dayEnd < latest ? dayEnd : latest;
  };
}

/** The version that an earlier attempt of this run committed; among the newest, since attempts follow each other closely. */
async function publishedVersion(
  { runId, outputDataset }: InferencePlan,
  { datasets }: Pick<Registry, 'datasets'>,
): Promise<DatasetVersionRecord | undefined> {
  const { items } = await datasets.listDatasetVersions(outputDataset, { limit: VERSIONS_SEARCHED });
  return items.find((version) => version.runId === runId);
}

async function publishRows(
  plan: InferencePlan,
  dataset: DatasetRecord,
  sources: ReturnType<typeof sourcesOf>,
  publication: { rows: ColumnarTable; knowledgeTime: Instant; validUntil: Instant },
  bench: Workbench,
  { data, registry, now }: PublishInferenceServices,
): Promise<DatasetVersionRecord> {
  const { rows, knowledgeTime, validUntil } = publication;
  const { name, latestVersion } = dataset;
  const version = await writeDatasetVersion({
    ...bench,
    store: data,
    runId: plan.runId,
    dataset,
    base: latestVersion === 0 ? undefined : await registry.datasets.getDatasetVersion(name, latestVersion),
    rows,
    // Simulated history is written in any order, and a live run may be overtaken: both are marked as what they are.
    mode: 'backfill',
    parents: sources.map(({ to }) => to),
    knowledgeAsOf: knowledgeTime,
  });
  return registry.datasets.commitDatasetVersion(
    { ...version, validUntil, lineage: sources },
    stageWrite(plan, 'publish', now()),
  );
}

/** What the predictions were made by and from; the run whose state they go on from among it. */
function sourcesOf(plan: InferencePlan, before: StoredState | undefined) {
  return [
    { kind: 'predicted_by' as const, to: urn.model(plan.instanceId, plan.model.version) },
    ...plan.datasets.map(({ name, version }) => ({ kind: 'predicted_from' as const, to: urn.dataset(name, version) })),
    ...(before?.runId === undefined ? [] : [{ kind: 'predicted_from' as const, to: urn.run(before.runId) }]),
  ];
}

/** The output dataset; made by the first run of an instance that publishes. */
async function outputDataset(
  plan: InferencePlan,
  predictions: Predictions,
  { datasets }: Pick<Registry, 'datasets'>,
  now: Instant,
): Promise<DatasetRecord> {
  const found = await datasets.findDataset(plan.outputDataset);
  if (found !== undefined) return found;
  return datasets.createDataset(
    {
      name: plan.outputDataset,
      description: `Predictions of ${plan.instanceId}: score is the model's output, signal what is published, in [-1, 1]`,
      owner: plan.owner,
      space: plan.space,
      schema: predictionSchema(plan, predictions),
    },
    stageWrite(plan, 'publish/create', now),
  );
}

async function digestOfRows(table: ColumnarTable, schema: DatasetSchema, { db, directory }: Workbench) {
  const path = `${directory}/own-rows.parquet`;
  await writeTable(db, { table, schema, path });
  return contentDigest(db, { files: [path], schema });
}

function validUntil(decisionDates: readonly z.infer<typeof CalendarDateSchema>[]): Instant {
  const last = decisionDates.toSorted().at(-1);
  return instantAt(Date.parse(endOfDay(CalendarDateSchema.parse(last))) + VALID_DAYS * DAY_MS);
}
