import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  InstantSchema,
  RunIdSchema,
  SemanticVersionSchema,
  Sha256Schema,
} from '@optaic/mlops/base';
import { AlertRuleSchema } from '@optaic/mlops/monitoring';
import {
  ActorSchema,
  BacktestWalkSchema,
  EnvironmentFingerprintSchema,
  ResearchLineSchema,
  TrialIdentitySchema,
} from '@optaic/mlops/registry';
import { BacktestRefitSchema } from '@optaic/mlops/registry/backtest-report';
import { z } from 'zod';
import { PlannedDatasetSchema, PlannedFeaturesSchema } from './planned-dataset.ts';

/** One fit and the decisions it was used for. */
export const BacktestSegmentSchema = BacktestRefitSchema.omit({ metrics: true, decisions: true }).extend({
  index: z.int().min(0),
  /** In time order, all after the training's as-of time. */
  decisionDates: z.array(CalendarDateSchema).min(1),
  /** Artifacts bucket: the drift limits of the version. */
  baselineKey: z.string(),
  features: z.array(PlannedFeaturesSchema).min(1),
});
export type BacktestSegment = z.infer<typeof BacktestSegmentSchema>;

/** Everything that the evaluation of a back-test depends on: `runs/<runId>/plan/plan.json`. */
export const BacktestPlanSchema = z.strictObject({
  runId: RunIdSchema,
  backtestInstanceId: InstanceIdSchema,
  instanceId: InstanceIdSchema,
  actor: ActorSchema,
  asOf: InstantSchema,
  clock: z.literal('simulated'),
  walk: BacktestWalkSchema,
  costBps: z.number().min(0),
  line: ResearchLineSchema,
  identity: TrialIdentitySchema,
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
  horizonDays: z.int().min(1),
  /** Of the definition's data monitor; its windows end at each decision. */
  windowDays: z.int().min(1),
  alertRules: z.array(AlertRuleSchema),
  /** Dates with an outcome before a mean is watched. */
  minimumDates: z.int().min(1),
  datasets: z.array(PlannedDatasetSchema).min(1),
  label: z.strictObject({ dataset: DatasetNameSchema, column: z.string() }),
  predictions: DatasetNameSchema,
  universe: DatasetNameSchema,
  calendar: DatasetNameSchema,
  featureLag: z.int().min(0),
  segments: z.array(BacktestSegmentSchema).min(1).max(600),
  environment: EnvironmentFingerprintSchema,
});
export type BacktestPlan = z.infer<typeof BacktestPlanSchema>;

/** What identifies the evaluation to every stage: the run and its plan's key. */
export const BacktestStageInputSchema = z.strictObject({ runId: RunIdSchema, planKey: z.string() });
