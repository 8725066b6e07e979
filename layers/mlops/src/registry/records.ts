import { ActorSchema, RewritesSchema } from '@optaic/mlops/activity';
import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  InstanceIdSchema,
  InstantSchema,
  RunIdSchema,
  SemanticVersionSchema,
  Sha256Schema,
  UrnSchema,
} from '@optaic/mlops/base';
import { z } from 'zod';
import { DatasetSchemaSchema, KnowledgeGradeSchema } from './dataset-schema.ts';
import { PitCertificateSchema } from './pit-certificate.ts';
import { BacktestWalkSchema, ResearchLineSchema } from './trial-record.ts';

export { type Actor, ActorSchema } from '@optaic/mlops/activity';
export { type LineageEdge, LineageEdgeSchema } from '@optaic/mlops/lineage';
export * from './dataset-schema.ts';
export * from './pit-certificate.ts';
export * from './trial-record.ts';

export const CauseSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person') }),
  z.strictObject({ kind: z.literal('schedule'), scheduledTime: InstantSchema }),
  z.strictObject({ kind: z.literal('alert'), alertId: z.string() }),
]);
export type Cause = z.infer<typeof CauseSchema>;

export const SpaceSchema = z.enum(['personal', 'team', 'official']);
export type Space = z.infer<typeof SpaceSchema>;

export const DatasetRecordSchema = z.strictObject({
  name: DatasetNameSchema,
  description: z.string().max(500),
  owner: z.string(),
  space: SpaceSchema,
  schema: DatasetSchemaSchema,
  /** 0 before the first version. */
  latestVersion: z.int().min(0),
  createdAt: InstantSchema,
});
export type DatasetRecord = z.infer<typeof DatasetRecordSchema>;

export const DatasetReferenceSchema = z.strictObject({ name: DatasetNameSchema, version: z.int().min(1) });
export type DatasetReference = z.infer<typeof DatasetReferenceSchema>;

export const DatasetVersionRecordSchema = z.strictObject({
  name: DatasetNameSchema,
  version: z.int().min(1),
  mode: z.enum(['append', 'replace', 'backfill']),
  /** Of a backfill, and of a replacement of an earlier version. */
  rewrites: RewritesSchema.optional(),
  manifestKey: z.string(),
  contentDigest: Sha256Schema,
  rows: z.int().min(0),
  minEventTime: InstantSchema,
  maxEventTime: InstantSchema,
  /** The high-water mark: the latest knowledge time committed so far. */
  maxKnowledgeTime: InstantSchema,
  /** What this version was made from. */
  parents: z.array(UrnSchema),
  runId: RunIdSchema,
  committedAt: InstantSchema,
  /** Predictions only: a reader after it gets `stale: true`. */
  validUntil: InstantSchema.optional(),
  /** Predictions only: the newest audit of the run that made them. */
  certificate: PitCertificateSchema.optional(),
});
export type DatasetVersionRecord = z.infer<typeof DatasetVersionRecordSchema>;

/** What a metric of a version, or of its trial in the ledger, must be. */
export const PromotionRuleSchema = z.strictObject({
  metric: z.string().min(1).max(64),
  op: z.enum(['gt', 'gte', 'lt', 'lte']),
  value: z.number(),
});
export type PromotionRule = z.infer<typeof PromotionRuleSchema>;

export const InstanceConfigSchema = z.strictObject({
  targetColumn: z.string(),
  /** Absent: every value column of the training datasets but the target. */
  featureColumns: z.array(z.string()).min(1).optional(),
  /** Trading days between what a feature is about and the decision it feeds. */
  featureLag: z.int().min(0).max(250).default(1),
  /** Trading days of training history. */
  trainWindow: z.int().min(20).max(20_000).default(1_260),
  hyperparameters: z.record(z.string(), z.unknown()).default({}),
  seed: z.int().min(0).max(2_147_483_647).default(7),
  allow: z
    .strictObject({
      retrain: z.boolean().default(false),
      rollback: z.boolean().default(false),
      pause: z.boolean().default(false),
    })
    .default({ retrain: false, rollback: false, pause: false }),
  autoPromote: z
    .strictObject({
      metric: z.string(),
      op: z.enum(['gt', 'gte', 'lt', 'lte']),
      value: z.number(),
      minSamples: z.int().min(1),
    })
    .optional(),
  /** What every promotion needs, in any space: a person's too. */
  promotionRules: z.array(PromotionRuleSchema).max(20).optional(),
  /** Whose trials these are. Absent: those on the same labels of the same universe. */
  researchLine: ResearchLineSchema.optional(),
});
export type InstanceConfig = z.infer<typeof InstanceConfigSchema>;

export const InstanceScheduleSchema = z.strictObject({
  kind: z.enum(['training', 'inference', 'monitoring']),
  /** An EventBridge Scheduler expression: cron(…), rate(…) or at(…). */
  expression: z.string().max(256),
  timeZone: z.string().max(64),
  enabled: z.boolean(),
});

export const InstanceRecordSchema = z.strictObject({
  id: InstanceIdSchema,
  name: z.string().min(1).max(128),
  description: z.string().max(500),
  owner: z.string(),
  space: SpaceSchema,
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
  trainingDatasets: z.array(DatasetNameSchema).min(1).max(50),
  /** The dataset with the label column. */
  labelDataset: DatasetNameSchema,
  inferenceDatasets: z.array(DatasetNameSchema).min(1).max(50),
  outputDataset: DatasetNameSchema,
  universe: DatasetNameSchema,
  config: InstanceConfigSchema,
  schedules: z.array(InstanceScheduleSchema).default([]),
  /** Of an instance that exists for one back-test only: whose, over what. */
  backtest: z.strictObject({ of: InstanceIdSchema, walk: BacktestWalkSchema }).optional(),
  status: z.enum(['pending', 'training', 'ready', 'error', 'suspended']),
  /** The production version, absent before the first promotion. */
  activeVersion: z.int().min(1).optional(),
  latestVersion: z.int().min(0),
  /** Counts changes: the optimistic lock. */
  revision: z.int().min(1),
  createdAt: InstantSchema,
  updatedAt: InstantSchema,
});
export type InstanceRecord = z.infer<typeof InstanceRecordSchema>;

export const RunKindSchema = z.enum(['training', 'inference', 'monitoring', 'ingest', 'evaluation']);
export type RunKind = z.infer<typeof RunKindSchema>;

export const RunStatusSchema = z.enum(['pending', 'running', 'completed', 'failed', 'cancelled']);
export type RunStatus = z.infer<typeof RunStatusSchema>;

/** What decides whether the same inputs can give the same bits. */
export const EnvironmentFingerprintSchema = z.strictObject({
  sdk: z.string(),
  node: z.string(),
  duckdb: z.string(),
  onnxruntime: z.string(),
  architecture: z.string(),
});
export type EnvironmentFingerprint = z.infer<typeof EnvironmentFingerprintSchema>;

export const RunRecordSchema = z.strictObject({
  id: RunIdSchema,
  kind: RunKindSchema,
  mode: z.enum(['normal', 'reproduce', 'replay', 'pit-audit']),
  status: RunStatusSchema,
  /** Absent for ingest and evaluation. */
  instanceId: InstanceIdSchema.optional(),
  actor: ActorSchema,
  cause: CauseSchema,
  clock: z.enum(['live', 'simulated']),
  asOf: InstantSchema,
  /** Kind-specific request: upload for ingest, model version for inference, … */
  request: z.record(z.string(), z.unknown()),
  /** Pinned by the plan stage. */
  inputs: z.array(DatasetReferenceSchema),
  definitionDigest: Sha256Schema.optional(),
  modelVersion: z.int().min(1).optional(),
  seed: z.int().optional(),
  environment: EnvironmentFingerprintSchema.optional(),
  createdAt: InstantSchema,
  startedAt: InstantSchema.optional(),
  completedAt: InstantSchema.optional(),
  error: z.strictObject({ name: z.string(), code: z.string().optional(), message: z.string() }).optional(),
  /** Kind-specific outcome: metrics, model version, rows processed, output version, report key, … */
  result: z.record(z.string(), z.unknown()).optional(),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;

export const ModelStageSchema = z.enum(['none', 'staging', 'production', 'archived']);
export type ModelStage = z.infer<typeof ModelStageSchema>;

/**
 * The evidence that the native form and ONNX say the same on every validation row; without a native form, that ONNX says
 * the same of a row in every batch.
 */
export const ParityEvidenceSchema = z.strictObject({
  rows: z.int().min(1),
  maximumAbsoluteDifference: z.number(),
  rankCorrelation: z.number(),
  signDisagreements: z.int().min(0),
});
export type ParityEvidence = z.infer<typeof ParityEvidenceSchema>;

/** What one inference leaves to the next, as an artifact. */
export const StoredStateSchema = z.strictObject({
  /** Artifacts bucket. */
  key: z.string(),
  sha256: Sha256Schema,
  /** The last decision that it has seen; milliseconds since the epoch, UTC. */
  through: z.number(),
  /** The inference that left it; absent for what a training left. */
  runId: RunIdSchema.optional(),
});
export type StoredState = z.infer<typeof StoredStateSchema>;

/** Of a definition with memory: what its inferences see of earlier ones, and what the first one goes on from. */
export const ModelMemorySchema = z.strictObject({
  kind: z.enum(['previous', 'contiguous']),
  state: StoredStateSchema.optional(),
});
export type ModelMemory = z.infer<typeof ModelMemorySchema>;

export const ModelVersionRecordSchema = z.strictObject({
  instanceId: InstanceIdSchema,
  version: z.int().min(1),
  stage: ModelStageSchema,
  runId: RunIdSchema,
  onnxSha256: Sha256Schema,
  /** Absent, as its key, for a learner without a native form. */
  nativeSha256: Sha256Schema.optional(),
  /** Artifacts bucket: `models/<sha256>/…`. */
  onnxKey: z.string(),
  nativeKey: z.string().optional(),
  /** The file of a model that was made elsewhere, as it was uploaded. */
  imported: z.strictObject({ key: z.string(), sha256: Sha256Schema }).optional(),
  signature: z.strictObject({ featureNames: z.array(z.string()).min(1), output: z.literal('score') }),
  metrics: z.record(z.string(), z.number()),
  hyperparameters: z.record(z.string(), z.unknown()),
  seed: z.int(),
  trainedAsOf: InstantSchema,
  trainingDatasets: z.array(DatasetReferenceSchema),
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
  parity: ParityEvidenceSchema,
  /** Absent for a definition without. */
  memory: ModelMemorySchema.optional(),
  /** The version that was in production, and whose native form its trainer was given. */
  refitOf: z.int().min(1).optional(),
  /** Artifacts bucket: the calibrated drift limits and training profile. */
  baselineKey: z.string(),
  knowledgeGrade: KnowledgeGradeSchema,
  guardrails: z.strictObject({
    verdict: z.enum(['passed', 'warned', 'blocked']),
    reportKey: z.string(),
    /** What has to be said wherever the version's results are shown, such as a universe of survivors only. */
    notes: z.array(z.string()).optional(),
  }),
  /** The newest audit of its training; absent only for versions registered before there were audits. */
  certificate: PitCertificateSchema.optional(),
  createdAt: InstantSchema,
  /** Counts changes: the optimistic lock. */
  revision: z.int().min(1),
});
export type ModelVersionRecord = z.infer<typeof ModelVersionRecordSchema>;

/** One row of the bitemporal promotion history. */
export const StageTransitionSchema = z.strictObject({
  instanceId: InstanceIdSchema,
  version: z.int().min(1),
  from: ModelStageSchema,
  to: ModelStageSchema,
  /** Simulated history never answers what was live. */
  clock: z.enum(['live', 'simulated']),
  /** When it takes effect on that clock. */
  effectiveAt: InstantSchema,
  /** When we knew: the write's own time. */
  recordedAt: InstantSchema,
  actor: ActorSchema,
  reason: z.string().min(1).max(500),
});
export type StageTransition = z.infer<typeof StageTransitionSchema>;

export const ModelCategorySchema = z.enum([
  'signal',
  'macro_regime',
  'relevance',
  'signal_combining',
  'signal_filtering',
]);

export const DefinitionRecordSchema = z.strictObject({
  name: DefinitionNameSchema,
  version: SemanticVersionSchema,
  digest: Sha256Schema,
  category: ModelCategorySchema,
  bundleKey: z.string(),
  /** The evaluation run that judged its structure, interface and tests. */
  evaluationRunId: RunIdSchema,
  usable: z.boolean(),
  problems: z.array(z.string()),
  registeredAt: InstantSchema,
});
export type DefinitionRecord = z.infer<typeof DefinitionRecordSchema>;

export const AlertRecordSchema = z.strictObject({
  id: z.string(),
  instanceId: InstanceIdSchema,
  rule: z.string(),
  severity: z.enum(['warning', 'critical']),
  status: z.enum(['firing', 'acknowledged', 'resolved']),
  metric: z.string(),
  value: z.number(),
  limit: z.number(),
  /** The run's as-of date, so that simulated history dates its own alerts. */
  openedAsOf: CalendarDateSchema,
  openedBy: RunIdSchema,
  lastFiredAsOf: CalendarDateSchema,
  resolvedAsOf: CalendarDateSchema.optional(),
  message: z.string(),
});
export type AlertRecord = z.infer<typeof AlertRecordSchema>;
