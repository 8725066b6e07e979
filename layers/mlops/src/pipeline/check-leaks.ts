import { auditDefinition, definitionRuns, LeakReportSchema } from '@optaic/mlops/audit';
import type { Instant, Logger } from '@optaic/mlops/base';
import { createOnnxSession } from '@optaic/mlops/onnx/session';
import { z } from 'zod';
import { parseHyperparameters } from './definition-boundary.ts';
import { loadDefinition } from './definition-loader.ts';
import { FittedModelSchema } from './fit-training.ts';
import type { ObjectStore } from './object-store.ts';
import { readPreparedFrame } from './prepared-frame.ts';
import { readArtifact } from './read-artifact.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const CheckLeaksInputSchema = TrainingStageInputSchema.extend({ summaryKey: z.string(), fitKey: z.string() });
export type CheckLeaksInput = z.infer<typeof CheckLeaksInputSchema>;

export const CheckLeaksOutputSchema = z.strictObject({ leaksKey: z.string() });
export type CheckLeaksOutput = z.infer<typeof CheckLeaksOutputSchema>;

export interface CheckLeaksServices {
  readonly artifacts: ObjectStore;
  readonly log: Logger;
  readonly scratch: Scratch;
  now(): Instant;
}

/**
 * Takes the fitted model and its definition through the leak gate, on the frame of the training, within a minute. A leak is
 * a finding, which the guard stage judges.
 *
 * @throws {IntegrityError} `artifact.digest_mismatch`, `definition.digest_mismatch`.
 */
export async function checkLeaks(
  { runId, planKey, summaryKey, fitKey }: CheckLeaksInput,
  { artifacts, log, scratch, now }: CheckLeaksServices,
): Promise<CheckLeaksOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const fitted = await artifacts.readJson(fitKey, FittedModelSchema);
  const bundle = await artifacts.read(plan.bundleKey);
  const onnx = await readArtifact(artifacts, fitted.onnx);
  const native = fitted.native && (await readArtifact(artifacts, fitted.native));
  const stored = fitted.memory?.state;
  const state = stored && { bytes: await readArtifact(artifacts, stored), through: stored.through };
  const previous = plan.previous && (await readArtifact(artifacts, plan.previous));
  const upload = plan.upload && (await readArtifact(artifacts, plan.upload));
  const frame = await withWorkbench(scratch, (bench) => readPreparedFrame(artifacts, summaryKey, bench));

  const session = await createOnnxSession(onnx);
  try {
    const runs = definitionRuns({
      load: () => loadDefinition(bundle, plan.definition.digest),
      hyperparameters: (module) => parseHyperparameters(module, plan.hyperparameters),
      seed: plan.seed,
      infer: session.run,
      log,
      ...(native === undefined ? {} : { native }),
      ...(state === undefined ? {} : { state }),
      ...(previous === undefined ? {} : { previous }),
      ...(upload === undefined ? {} : { upload }),
    });
    const report = await auditDefinition(
      { ...frame, ...runs, horizonDays: plan.split.horizonDays },
      { clock: () => Date.parse(now()) },
    );
    const leaksKey = `runs/${runId}/check-leaks/leaks.json`;
    await artifacts.writeJsonOnce(leaksKey, report, LeakReportSchema);
    return { leaksKey };
  } finally {
    await session.release();
  }
}
