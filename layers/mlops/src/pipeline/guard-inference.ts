import { type Instant, urn } from '@optaic/mlops/base';
import { instantAt } from '@optaic/mlops/data';
import {
  type ContractName,
  checkRegimeProbabilities,
  checkRelevanceScores,
  checkScoreDistribution,
  checkSignalBounds,
  checkSignalCoverage,
  checkSignalSchema,
  type Finding,
  type GuardrailReport,
  judgeFindings,
  type Predictions,
  validateNoLookahead,
  validateSchema,
} from '@optaic/mlops/guardrails';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { type GuardOutput, GuardOutputSchema, recordVerdict } from './guard-verdict.ts';
import { type InferencePlan, InferencePlanSchema, InferenceStageInputSchema } from './inference-plan.ts';
import { judgeInputs } from './input-measures.ts';
import type { ObjectStore } from './object-store.ts';
import { type BatchSummary, BatchSummarySchema, readPredictions } from './prediction-batch.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const GuardInferenceInputSchema = InferenceStageInputSchema.extend({ summaryKeys: z.array(z.string()).min(1) });
export type GuardInferenceInput = z.infer<typeof GuardInferenceInputSchema>;

export const GuardInferenceOutputSchema = GuardOutputSchema;
export type GuardInferenceOutput = GuardOutput;

export interface GuardInferenceServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'activities'>;
  readonly scratch: Scratch;
  now(): Instant;
}

/** Judges predictions before they are published. A block is a verdict, not an error: the state machine routes it. */
export async function guardInference(
  { planKey, summaryKeys }: GuardInferenceInput,
  services: GuardInferenceServices,
): Promise<GuardInferenceOutput> {
  const { artifacts, scratch } = services;
  const plan = await artifacts.readJson(planKey, InferencePlanSchema);
  const summaries = await Promise.all(summaryKeys.map((key) => artifacts.readJson(key, BatchSummarySchema)));
  const predictions = await withWorkbench(scratch, (bench) =>
    readPredictions(
      artifacts,
      summaries.map(({ predictionKey }) => predictionKey),
      bench,
    ),
  );
  return recordVerdict(plan, judgePredictions(plan, summaries, predictions), services);
}

/** The verdict on a run's predictions, from what its batches wrote. */
export function judgePredictions(
  plan: InferencePlan,
  summaries: readonly BatchSummary[],
  predictions: Predictions,
): GuardrailReport {
  const members = summaries.flatMap((summary) => summary.members);
  const known = summaries.flatMap(({ maxKnowledgeTime }) => (maxKnowledgeTime === undefined ? [] : [maxKnowledgeTime]));
  const lastDecision = members.map(({ decisionDate }) => Date.parse(decisionDate)).reduce((a, b) => Math.max(a, b));
  const inputs = judgeInputs(
    plan,
    summaries.map((summary) => summary.inputs),
  );
  return judgeFindings({
    gate: 'run.publish',
    subject: urn.run(plan.runId),
    space: plan.space,
    asOf: plan.asOf,
    findings: {
      'dataset.schema': validateSchema(
        plan.model.featureNames,
        summaries.flatMap(({ featureNames }) => featureNames),
      ),
      'dataset.pit': validateNoLookahead({
        asOf: plan.asOf,
        maxKnowledgeTime: known.toSorted().at(-1),
        maxDecisionTime: instantAt(lastDecision),
        trainedAsOf: plan.model.trainedAsOf,
      }),
      ...inputs.findings,
      'signal.schema': checkSignalSchema(predictions),
      'signal.bounds': checkSignalBounds(predictions),
      ...findingsOfCategory(
        plan,
        predictions,
        new Map(members.map(({ decisionDate, count }) => [Date.parse(decisionDate), count])),
      ),
    },
    notes: inputs.notes,
  });
}

/** A relevance is about features, so that neither the universe covers it nor equal scores say nothing. */
function findingsOfCategory(
  { category, model }: InferencePlan,
  predictions: Predictions,
  members: ReadonlyMap<number, number>,
): Partial<Record<ContractName, Finding[]>> {
  if (category === 'relevance') return { 'relevance.scores': checkRelevanceScores(predictions, model.featureNames) };
  return {
    'signal.coverage': checkSignalCoverage(predictions, members),
    'score.distribution': checkScoreDistribution(predictions),
    ...(category === 'macro_regime' ? { 'regime.probabilities': checkRegimeProbabilities(predictions) } : {}),
  };
}
