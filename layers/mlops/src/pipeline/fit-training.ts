import {
  createRandom,
  type Logger,
  type ModelModule,
  type ModelState,
  type RoundProgress,
  type RunId,
  Sha256Schema,
} from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import { type ModelMemory, ModelMemorySchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import { parseHyperparameters } from './definition-boundary.ts';
import { loadDefinition } from './definition-loader.ts';
import type { ObjectStore } from './object-store.ts';
import { readPreparedFrame } from './prepared-frame.ts';
import { readArtifact } from './read-artifact.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const FitTrainingInputSchema = TrainingStageInputSchema.extend({ summaryKey: z.string() });
export type FitTrainingInput = z.infer<typeof FitTrainingInputSchema>;

export const FitTrainingOutputSchema = z.strictObject({ fitKey: z.string() });
export type FitTrainingOutput = z.infer<typeof FitTrainingOutputSchema>;

const ArtifactSchema = z.strictObject({ key: z.string(), sha256: Sha256Schema });

/** What the trainer gave: `runs/<runId>/fit/fit.json`. */
export const FittedModelSchema = z.strictObject({
  onnx: ArtifactSchema,
  /** Absent for a learner without one. */
  native: ArtifactSchema.optional(),
  /** What was uploaded, of an import. */
  upload: ArtifactSchema.optional(),
  /** Absent for a definition without. */
  memory: ModelMemorySchema.optional(),
  metrics: z.record(z.string(), z.number()),
  importance: z.record(z.string(), z.number()),
});
export type FittedModel = z.infer<typeof FittedModelSchema>;

export function fittedModelKey(runId: RunId): string {
  return `runs/${runId}/fit/fit.json`;
}

export interface FitTrainingServices {
  readonly artifacts: ObjectStore;
  readonly log: Logger;
  readonly scratch: Scratch;
  /** Keeps the losses of every round; writing them again is writing them once. */
  recordRounds(runId: RunId, rounds: readonly RoundProgress[]): Promise<void>;
}

/** Fits the definition's model on the training dates and stores both its forms, and its state where it has one, under their digests. */
export async function fitTraining(
  { runId, planKey, summaryKey }: FitTrainingInput,
  { artifacts, log, scratch, recordRounds }: FitTrainingServices,
): Promise<FitTrainingOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const module = loadDefinition(await artifacts.read(plan.bundleKey), plan.definition.digest);
  const hyperparameters = parseHyperparameters(module, plan.hyperparameters);
  const { train, validation } = await withWorkbench(scratch, (bench) =>
    readPreparedFrame(artifacts, summaryKey, bench),
  );

  const rounds: RoundProgress[] = [];
  const previous = plan.previous && (await readArtifact(artifacts, plan.previous));
  const upload = plan.upload && (await readArtifact(artifacts, plan.upload));
  const fit = await module.training.trainer.fit(train, validation, hyperparameters, {
    seed: plan.seed,
    random: createRandom(plan.seed),
    log,
    ...(previous === undefined ? {} : { previous }),
    ...(upload === undefined ? {} : { upload }),
    onRound: ({ round, rounds: total, losses }) => rounds.push({ round, rounds: total, losses: { ...losses } }),
  });
  const { onnx, native, state, metrics, importance } = fit;
  await recordRounds(runId, rounds);

  const fitKey = fittedModelKey(runId);
  const fitted: FittedModel = {
    onnx: await storeByDigest(artifacts, onnx, 'model.onnx'),
    ...(native === undefined ? {} : { native: await storeByDigest(artifacts, native, 'model.json') }),
    ...(upload === undefined ? {} : { upload: await storeByDigest(artifacts, upload, 'upload.onnx') }),
    ...(await storeMemory(artifacts, module, state)),
    metrics: { ...metrics },
    importance: { ...importance },
  };
  await artifacts.writeJsonOnce(fitKey, fitted, FittedModelSchema);
  return { fitKey };
}

async function storeMemory(
  artifacts: ObjectStore,
  { inference: { memory: kind = 'none' } }: ModelModule,
  state: ModelState | undefined,
): Promise<{ memory?: ModelMemory }> {
  if (kind === 'none') return {};
  if (state === undefined) return { memory: { kind } };
  const stored = await storeByDigest(artifacts, state.bytes, 'state.bin');
  return { memory: { kind, state: { ...stored, through: state.through } } };
}

async function storeByDigest(artifacts: ObjectStore, body: Uint8Array, file: string) {
  const sha256 = sha256Hex(body);
  const key = `models/${sha256}/${file}`;
  await artifacts.writeOnce(key, body);
  return { key, sha256 };
}
