import { type LeakReport, LeakReportSchema, leakFindings } from '@optaic/mlops/audit';
import { type Instant, urn } from '@optaic/mlops/base';
import { featureNamesOf, instantAt } from '@optaic/mlops/data';
import {
  checkModelLeak,
  checkModelParity,
  checkModelPerformance,
  type GuardrailReport,
  judgeFindings,
  validateNoLookahead,
  validatePitCertificate,
  validateSchema,
} from '@optaic/mlops/guardrails';
import { type PitCertificate, PitCertificateSchema, type Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { type Evaluation, EvaluationSchema } from './evaluate-training.ts';
import { type GuardOutput, GuardOutputSchema, recordVerdict } from './guard-verdict.ts';
import { importNotes } from './import-request.ts';
import { judgeInputs } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { type FrameSummary, FrameSummarySchema } from './prepared-frame.ts';
import { ranksCrossSection } from './ranks-cross-section.ts';
import { type TrainingPlan, TrainingPlanSchema, TrainingStageInputSchema } from './training-plan.ts';

export const GuardTrainingInputSchema = TrainingStageInputSchema.extend({
  summaryKey: z.string(),
  evaluationKey: z.string(),
  leaksKey: z.string(),
  certificateKey: z.string(),
});
export type GuardTrainingInput = z.infer<typeof GuardTrainingInputSchema>;

export const GuardTrainingOutputSchema = GuardOutputSchema;
export type GuardTrainingOutput = GuardOutput;

export interface GuardTrainingServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'activities'>;
  now(): Instant;
}

/** Judges a fitted model before it is registered. A block is a verdict, not an error: the state machine routes it. */
export async function guardTraining(
  { planKey, summaryKey, evaluationKey, leaksKey, certificateKey }: GuardTrainingInput,
  services: GuardTrainingServices,
): Promise<GuardTrainingOutput> {
  const plan = await services.artifacts.readJson(planKey, TrainingPlanSchema);
  const summary = await services.artifacts.readJson(summaryKey, FrameSummarySchema);
  const evaluation = await services.artifacts.readJson(evaluationKey, EvaluationSchema);
  const certificate = await services.artifacts.readJson(certificateKey, PitCertificateSchema);
  const leaks = await services.artifacts.readJson(leaksKey, LeakReportSchema);
  return recordVerdict(plan, judgeModel(plan, { summary, evaluation, leaks, certificate }), services);
}

/** What the earlier stages wrote of a model. */
export interface ModelEvidence {
  readonly summary: FrameSummary;
  readonly evaluation: Evaluation;
  readonly leaks: LeakReport;
  readonly certificate: PitCertificate;
}

/** The verdict on a model, from what the earlier stages wrote. */
export function judgeModel(
  plan: TrainingPlan,
  { summary, evaluation, leaks, certificate }: ModelEvidence,
): GuardrailReport {
  const leakFound = Object.groupBy(leakFindings(leaks), ({ contract }) => contract);
  const lastDecision = summary.split.validation.at(-1);
  const inputs = judgeInputs(plan, [summary.inputs]);
  return judgeFindings({
    gate: 'run.publish',
    subject: urn.run(plan.runId),
    space: plan.space,
    asOf: plan.asOf,
    findings: {
      'dataset.schema': validateSchema(featureNamesOf(plan.features), summary.featureNames),
      'dataset.pit': [
        ...validateNoLookahead({
          asOf: plan.asOf,
          maxKnowledgeTime: summary.maxKnowledgeTime,
          maxDecisionTime: lastDecision === undefined ? undefined : instantAt(Date.parse(lastDecision)),
        }),
        ...(leakFound['dataset.pit'] ?? []),
        ...validatePitCertificate(certificate),
      ],
      ...inputs.findings,
      'model.parity': checkModelParity(evaluation.parity),
      ...(ranksCrossSection(plan.category) ? { 'model.performance': checkModelPerformance(evaluation.skill) } : {}),
      'model.leak': [...checkModelLeak(evaluation.skill), ...(leakFound['model.leak'] ?? [])],
    },
    notes: [...inputs.notes, ...importNotes(plan)],
  });
}
