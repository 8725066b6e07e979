import { type Instant, Sha256Schema } from '@optaic/mlops/base';
import { GuardrailReportSchema } from '@optaic/mlops/guardrails';
import { PitCertificateSchema, type Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { mayPromoteAutomatically } from './auto-promotion.ts';
import { EvaluationSchema } from './evaluate-training.ts';
import { FittedModelSchema } from './fit-training.ts';
import type { ObjectStore } from './object-store.ts';
import { references } from './planned-dataset.ts';
import { FrameSummarySchema } from './prepared-frame.ts';
import { judgePromotion } from './promotion-gate.ts';
import { ranksCrossSection } from './ranks-cross-section.ts';
import { stageWrite } from './stage-write.ts';
import { TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';

export const RegisterTrainingInputSchema = TrainingStageInputSchema.extend({
  summaryKey: z.string(),
  fitKey: z.string(),
  evaluationKey: z.string(),
  baselineKey: z.string(),
  certificateKey: z.string(),
  reportKey: z.string(),
});
export type RegisterTrainingInput = z.infer<typeof RegisterTrainingInputSchema>;

export const RegisterTrainingOutputSchema = z.strictObject({
  modelVersion: z.int().min(1),
  promotesItself: z.boolean(),
  /** The run's result. */
  result: z.strictObject({
    modelVersion: z.int().min(1),
    modelDigest: Sha256Schema,
    metrics: z.record(z.string(), z.number()),
    /** What has to be said wherever they are shown. */
    notes: z.array(z.string()),
  }),
});
export type RegisterTrainingOutput = z.infer<typeof RegisterTrainingOutputSchema>;

export interface RegisterTrainingServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'modelVersions' | 'instances' | 'trials'>;
  now(): Instant;
}

/** Registers the one model version of a run: in staging when its gates passed, whatever is retried. */
export async function registerTraining(
  { runId, planKey, summaryKey, fitKey, evaluationKey, baselineKey, certificateKey, reportKey }: RegisterTrainingInput,
  { artifacts, registry, now }: RegisterTrainingServices,
): Promise<RegisterTrainingOutput> {
  const [plan, summary, fitted, { parity, skill, metrics }, certificate, report] = await Promise.all([
    artifacts.readJson(planKey, TrainingPlanSchema),
    artifacts.readJson(summaryKey, FrameSummarySchema),
    artifacts.readJson(fitKey, FittedModelSchema),
    artifacts.readJson(evaluationKey, EvaluationSchema),
    artifacts.readJson(certificateKey, PitCertificateSchema),
    artifacts.readJson(reportKey, GuardrailReportSchema),
  ]);
  const version = await registry.modelVersions.registerModelVersion(
    {
      instanceId: plan.instanceId,
      stage: report.verdict === 'blocked' ? 'none' : 'staging',
      runId,
      onnxSha256: fitted.onnx.sha256,
      onnxKey: fitted.onnx.key,
      ...(fitted.native === undefined ? {} : { nativeSha256: fitted.native.sha256, nativeKey: fitted.native.key }),
      ...(fitted.upload === undefined ? {} : { imported: fitted.upload }),
      signature: { featureNames: summary.featureNames, output: 'score' },
      metrics,
      hyperparameters: plan.resolvedHyperparameters,
      seed: plan.seed,
      trainedAsOf: plan.asOf,
      trainingDatasets: references(plan.datasets),
      definition: plan.definition,
      parity,
      ...(fitted.memory === undefined ? {} : { memory: fitted.memory }),
      ...(plan.previous === undefined ? {} : { refitOf: plan.previous.version }),
      baselineKey,
      knowledgeGrade: plan.knowledgeGrade,
      guardrails: { verdict: report.verdict, reportKey, notes: report.notes },
      certificate,
    },
    stageWrite(plan, 'register', now()),
  );
  return {
    modelVersion: version.version,
    promotesItself:
      version.stage === 'staging' &&
      mayPromoteAutomatically({
        space: plan.space,
        rule: plan.autoPromote,
        metrics,
        samples: ranksCrossSection(plan.category) ? skill.dates : summary.split.validation.length,
        leakSuspect: report.leakSuspect,
      }) &&
      (await judgePromotion(await registry.instances.getInstance(plan.instanceId), version, { registry, artifacts }))
        ?.verdict !== 'blocked',
    result: { modelVersion: version.version, modelDigest: fitted.onnx.sha256, metrics, notes: report.notes },
  };
}
