import { join } from 'node:path';
import type { Logger, Sha256 } from '@optaic/mlops/base';
import { frameFileDigest } from '@optaic/mlops/data';
import type { PitCertificate } from '@optaic/mlops/registry';
import { type FittedModel, FittedModelSchema, fitTraining } from './fit-training.ts';
import type { ObjectStore } from './object-store.ts';
import {
  type AuditEvidence,
  type Repetition,
  type RepetitionServices,
  withPoisonedWorld,
} from './poisoned-repetition.ts';
import { prepareTraining } from './prepare-training.ts';
import { FrameSummarySchema } from './prepared-frame.ts';
import { type TrainingPlan, TrainingPlanSchema } from './training-plan.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export interface RepeatTrainingServices extends RepetitionServices {
  readonly log: Logger;
  /** The stages that are repeated; a test may bring one that cheats. @default the training's own */
  readonly stages?: { readonly prepareTraining: typeof prepareTraining; readonly fitTraining: typeof fitTraining };
}

/** Where a training left what is compared. */
export interface TrainingOutputKeys {
  readonly planKey: string;
  readonly summaryKey: string;
  readonly fitKey: string;
}

/**
 * Prepares and fits a training once more over poisoned data, and compares its frame and both forms of its model. A frame
 * that differs says all there is to say: garbage is not fitted, since a definition may refuse it.
 */
export async function repeatTraining(
  keys: TrainingOutputKeys,
  seed: number,
  services: RepeatTrainingServices,
): Promise<AuditEvidence> {
  const { artifacts, scratch } = services;
  const { planKey, summaryKey, fitKey } = keys;
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const frame = await storedFrameDigest(artifacts, summaryKey, scratch);
  const fitted = await artifacts.readJson(fitKey, FittedModelSchema);

  const request = {
    datasets: plan.datasets,
    asOf: plan.asOf,
    seed,
    visible: [planKey, plan.bundleKey, ...[plan.previous, plan.upload].flatMap((read) => read?.key ?? [])],
  };
  return withPoisonedWorld(request, services, async (world) => {
    const repeated = await repeatStages(plan, planKey, frame, world, services);
    const digests: PitCertificate['digests'] = [{ output: 'frame', original: frame, poisoned: repeated.frame }];
    if (repeated.model !== undefined) {
      digests.push(...comparedForms(fitted, repeated.model));
    }
    return { datasets: [...world.poisoned], digests };
  });
}

/** Every form that is there in both; a state is part of a model that has one. */
function comparedForms(original: FittedModel, poisoned: FittedModel): PitCertificate['digests'] {
  const compared = (output: 'native' | 'state', form?: { sha256: Sha256 }, repeated?: { sha256: Sha256 }) =>
    form === undefined || repeated === undefined ? [] : [{ output, original: form.sha256, poisoned: repeated.sha256 }];
  return [
    { output: 'onnx', original: original.onnx.sha256, poisoned: poisoned.onnx.sha256 },
    ...compared('native', original.native, poisoned.native),
    ...compared('state', original.memory?.state, poisoned.memory?.state),
  ];
}

async function repeatStages(
  { runId }: TrainingPlan,
  planKey: string,
  expectedFrame: Sha256,
  world: Repetition,
  { log, stages = { prepareTraining, fitTraining } }: RepeatTrainingServices,
) {
  const { summaryKey } = await stages.prepareTraining({ runId, planKey }, world);
  const frame = await storedFrameDigest(world.artifacts, summaryKey, world.scratch);
  if (frame !== expectedFrame) return { frame };

  const recordRounds = async () => undefined; // the run's own are recorded already
  const { fitKey } = await stages.fitTraining({ runId, planKey, summaryKey }, { ...world, log, recordRounds });
  return { frame, model: await world.artifacts.readJson(fitKey, FittedModelSchema) };
}

/** Of the file column by column: a frame may be larger than memory. */
async function storedFrameDigest(artifacts: ObjectStore, summaryKey: string, scratch: Scratch): Promise<Sha256> {
  const { frameKey } = await artifacts.readJson(summaryKey, FrameSummarySchema);
  return withWorkbench(scratch, async ({ db, directory }) => {
    const path = join(directory, 'frame.parquet');
    await artifacts.download(frameKey, path);
    return frameFileDigest(db, path);
  });
}
