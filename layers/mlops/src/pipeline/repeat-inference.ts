import type { Logger, Sha256 } from '@optaic/mlops/base';
import { frameDigest } from '@optaic/mlops/data';
import { sha256Hex } from '@optaic/mlops/digest';
import { type InferencePlan, InferencePlanSchema } from './inference-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { type AuditEvidence, type RepetitionServices, withPoisonedWorld } from './poisoned-repetition.ts';
import { predictInference } from './predict-inference.ts';
import { batchKeys, predictionPanel, readPredictions } from './prediction-batch.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export interface RepeatInferenceServices extends RepetitionServices {
  readonly log: Logger;
  /** The stage that is repeated; a test may bring one that cheats. @default the inference's own */
  readonly stages?: { readonly predictInference: typeof predictInference };
}

/** Predicts every batch of an inference once more over poisoned data, by its pinned model, and compares the predictions. */
export async function repeatInference(
  planKey: string,
  seed: number,
  services: RepeatInferenceServices,
): Promise<AuditEvidence> {
  const { artifacts, scratch, log, stages = { predictInference } } = services;
  const plan = await artifacts.readJson(planKey, InferencePlanSchema);
  const { runId, datasets, asOf, bundleKey, model, batches } = plan;
  const original = await predictionsDigest(artifacts, plan, scratch);
  const states = plan.memory?.states ?? [];

  const world = {
    datasets,
    asOf,
    seed,
    visible: [
      planKey,
      bundleKey,
      model.onnx.key,
      ...(model.native === undefined ? [] : [model.native.key]),
      ...states.map(({ key }) => key),
    ],
  };
  return withPoisonedWorld(world, services, async (repetition) => {
    for (const { index: batch } of batches) {
      await stages.predictInference({ runId, planKey, batch }, { ...repetition, log });
    }
    const poisoned = await predictionsDigest(repetition.artifacts, plan, repetition.scratch);
    const digests: AuditEvidence['digests'] = [{ output: 'predictions', original, poisoned }];
    if (plan.memory !== undefined) {
      digests.push({
        output: 'state',
        original: await stateDigest(artifacts, plan),
        poisoned: await stateDigest(repetition.artifacts, plan),
      });
    }
    return { datasets: [...repetition.poisoned], digests };
  });
}

/** Of what the one batch of a definition with memory left. */
async function stateDigest(artifacts: ObjectStore, { runId }: InferencePlan): Promise<Sha256> {
  return sha256Hex(await artifacts.read(batchKeys(runId, 0).stateKey));
}

/** Of what the predict stages of a run stored, in the order of its batches. */
async function predictionsDigest(artifacts: ObjectStore, { runId, batches }: InferencePlan, scratch: Scratch) {
  const keys = batches.map(({ index }) => batchKeys(runId, index).predictionKey);
  const predictions = await withWorkbench(scratch, (bench) => readPredictions(artifacts, keys, bench));
  return frameDigest(predictionPanel(predictions));
}
