import type { RunId } from '@optaic/mlops/base';
import { measureParity, ValidationSkillSchema } from '@optaic/mlops/guardrails';
import { calibrateDriftBaseline, DriftBaselineSchema } from '@optaic/mlops/monitoring';
import { probeOnnx } from '@optaic/mlops/onnx/session';
import { ParityEvidenceSchema } from '@optaic/mlops/registry';
import type { DatedFigures } from '@optaic/mlops/tracking';
import { z } from 'zod';
import { measureBatchParity, probedRows } from './batch-parity.ts';
import { loadDefinition } from './definition-loader.ts';
import { FittedModelSchema } from './fit-training.ts';
import { importNotes } from './import-request.ts';
import { notesOf } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { readPreparedFrame } from './prepared-frame.ts';
import { readArtifact } from './read-artifact.ts';
import { datedFigures, evaluateSignal } from './signal-evaluation.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';
import { validationOutputs, validationSkill } from './validation-outputs.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const EvaluateTrainingInputSchema = TrainingStageInputSchema.extend({
  summaryKey: z.string(),
  fitKey: z.string(),
});
export type EvaluateTrainingInput = z.infer<typeof EvaluateTrainingInputSchema>;

export const EvaluateTrainingOutputSchema = z.strictObject({ evaluationKey: z.string(), baselineKey: z.string() });
export type EvaluateTrainingOutput = z.infer<typeof EvaluateTrainingOutputSchema>;

/** What is known about a model before it is judged: `runs/<runId>/evaluate/evaluation.json`. */
export const EvaluationSchema = z.strictObject({
  parity: ParityEvidenceSchema,
  skill: ValidationSkillSchema,
  /** The trainer's, the definition's evaluator's and, for signals, the platform's of docs/metrics.md, by name. */
  metrics: z.record(z.string(), z.number()),
  /** What has to be said wherever they are shown, such as a universe of survivors only. */
  notes: z.array(z.string()),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;

export interface EvaluateTrainingServices {
  readonly artifacts: ObjectStore;
  readonly scratch: Scratch;
  /** Keeps a run's metrics, and by decision the series they come from; writing them again is writing them once. */
  recordMetrics(runId: RunId, metrics: Readonly<Record<string, number>>, dates: readonly DatedFigures[]): Promise<void>;
}

/**
 * Scores the validation rows with both forms of the model, judges the served scores against the outcomes, and calibrates
 * the drift limits inside the training window.
 *
 * @throws {IntegrityError} `artifact.digest_mismatch` when a stored form is not the one that was fitted.
 * @throws {InvalidInputError} of an import, as `probeOnnx` when its model does not run.
 */
export async function evaluateTraining(
  { runId, planKey, summaryKey, fitKey }: EvaluateTrainingInput,
  { artifacts, scratch, recordMetrics }: EvaluateTrainingServices,
): Promise<EvaluateTrainingOutput> {
  const plan = await artifacts.readJson(planKey, TrainingPlanSchema);
  const fitted = await artifacts.readJson(fitKey, FittedModelSchema);
  const module = loadDefinition(await artifacts.read(plan.bundleKey), plan.definition.digest);
  const { summary, window, validation } = await withWorkbench(scratch, (bench) =>
    readPreparedFrame(artifacts, summaryKey, bench),
  );

  const stored = fitted.memory?.state;
  const context = {
    ...(fitted.native === undefined ? {} : { native: await readArtifact(artifacts, fitted.native) }),
    ...(stored === undefined
      ? {}
      : { state: { bytes: await readArtifact(artifacts, stored), through: stored.through } }),
  };
  const forms = { onnx: await readArtifact(artifacts, fitted.onnx), ...context };
  if (plan.upload !== undefined) await probeOnnx(forms.onnx, probedRows(validation));
  const outputs = await validationOutputs(module, forms, { window, validation });
  const report = evaluateSignal(module.category, outputs.published, validation, plan.split.horizonDays);
  const evaluation: Evaluation = {
    parity:
      context.native === undefined
        ? await measureBatchParity(forms.onnx, validation, outputs.score)
        : measureParity(module.model.create(context.native).score(validation), outputs.score),
    skill: validationSkill(module.category, outputs, validation, plan.split.horizonDays),
    // The platform's come last: a rule that requires one of its names is not to be met by a definition's own.
    metrics: {
      ...fitted.metrics,
      ...module.training.evaluator.evaluate(validation, outputs.score, context),
      ...report?.metrics,
    },
    notes: [...notesOf(plan.universe, [summary.inputs]), ...importNotes(plan)],
  };
  await recordMetrics(runId, evaluation.metrics, datedFigures(report));
  const evaluationKey = `runs/${runId}/evaluate/evaluation.json`;
  const baselineKey = `runs/${runId}/evaluate/baseline.json`;
  await artifacts.writeJsonOnce(evaluationKey, evaluation, EvaluationSchema);
  await artifacts.writeJsonOnce(
    baselineKey,
    calibrateDriftBaseline(window, module.monitoring.dataMonitor, plan.seed),
    DriftBaselineSchema,
  );
  return { evaluationKey, baselineKey };
}
