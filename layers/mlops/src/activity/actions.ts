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
import { RewritesSchema } from './rewrites.ts';

/** One payload schema per action: what a consumer of the bus may rely on. Payloads hold no secrets and no data. */

const ReasonSchema = z.string().min(1).max(500);
const DatasetReferenceSchema = z.strictObject({ name: DatasetNameSchema, version: z.int().min(1) });
/** Scalars only, so that a payload stays small whatever a run found. */
const SummarySchema = z.record(z.string().max(64), z.union([z.string().max(256), z.number(), z.boolean(), z.null()]));

const definitionRegistered = z.strictObject({
  name: DefinitionNameSchema,
  version: SemanticVersionSchema,
  digest: Sha256Schema,
  usable: z.boolean(),
  evaluationRunId: RunIdSchema,
});

const datasetCreated = z.strictObject({ name: DatasetNameSchema, space: z.string(), knowledgeGrade: z.string() });
const datasetVersionCommitted = z.strictObject({
  name: DatasetNameSchema,
  version: z.int().min(1),
  mode: z.enum(['append', 'replace', 'backfill']),
  rows: z.int().min(0),
  contentDigest: Sha256Schema,
  runId: RunIdSchema,
  rewrites: RewritesSchema.optional(),
});

const instanceCreated = z.strictObject({
  instanceId: InstanceIdSchema,
  space: z.string(),
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema, digest: Sha256Schema }),
});
const instanceUpdated = z.strictObject({ instanceId: InstanceIdSchema, changed: z.array(z.string().max(64)).max(32) });
const instanceWithReason = z.strictObject({ instanceId: InstanceIdSchema, reason: ReasonSchema });
const instanceVersionActivated = z.strictObject({
  instanceId: InstanceIdSchema,
  version: z.int().min(1),
  previousVersion: z.int().min(1).optional(),
});

const runReference = {
  runId: RunIdSchema,
  instanceId: InstanceIdSchema.optional(),
  /** Absent for what a run of its kind normally does; others make no version. */
  mode: z.enum(['reproduce', 'replay', 'pit-audit']).optional(),
};
const runRequested = z.strictObject({
  ...runReference,
  asOf: InstantSchema,
  clock: z.enum(['live', 'simulated']),
  cause: z.enum(['person', 'schedule', 'alert']),
  alertId: z.string().optional(),
});
const runStarted = z.strictObject({
  ...runReference,
  inputs: z.array(DatasetReferenceSchema).max(60),
  definitionDigest: Sha256Schema.optional(),
  modelVersion: z.int().min(1).optional(),
  seed: z.int().optional(),
});
/** The scalars of the run's result; the whole is in the run's record. */
const runCompleted = z.strictObject({ ...runReference, summary: SummarySchema });
const runFailed = z.strictObject({
  ...runReference,
  error: z.strictObject({
    name: z.string().max(128),
    code: z.string().max(128).optional(),
    message: z.string().max(1_000),
  }),
});
const runCancelled = z.strictObject({ ...runReference, reason: ReasonSchema });

const modelVersionReference = { instanceId: InstanceIdSchema, version: z.int().min(1) };
const modelVersionCreated = z.strictObject({
  ...modelVersionReference,
  stage: z.enum(['none', 'staging']),
  runId: RunIdSchema,
  onnxSha256: Sha256Schema,
  /** Of the uploaded file that it was imported from. */
  importedSha256: Sha256Schema.optional(),
  verdict: z.enum(['passed', 'warned', 'blocked']),
  knowledgeGrade: z.string(),
});
const modelVersionMoved = z.strictObject({
  ...modelVersionReference,
  from: z.string(),
  to: z.string(),
  reason: ReasonSchema,
  effectiveAt: InstantSchema,
});

const certified = {
  /** The run that made the version, and the one that audited it. */
  runId: RunIdSchema,
  auditRunId: RunIdSchema,
  grade: z.enum(['A', 'B', 'C']),
  verdict: z.enum(['identical', 'different']),
};
const modelVersionCertified = z.strictObject({ ...modelVersionReference, ...certified });
const datasetVersionCertified = z.strictObject({ name: DatasetNameSchema, version: z.int().min(1), ...certified });

const guardrailsJudged = z.strictObject({
  runId: RunIdSchema,
  gate: z.string().max(64),
  subject: UrnSchema,
  verdict: z.enum(['passed', 'warned', 'blocked']),
  issues: z.int().min(0),
  /** The contracts that found something, such as `model.performance`. */
  contracts: z.array(z.string().max(64)).max(32),
  /** Absent where the issues are in the answer and stored nowhere: those of promotion rules. */
  reportKey: z.string().max(512).optional(),
});
const guardrailsWaived = z.strictObject({
  contract: z.string().max(64),
  subject: UrnSchema,
  approver: z.string().max(128),
  reason: ReasonSchema,
  expiresAt: InstantSchema,
});

const alertReference = { instanceId: InstanceIdSchema, alertId: z.string().max(128), rule: z.string().max(128) };
const monitoringAlert = z.strictObject({
  ...alertReference,
  runId: RunIdSchema,
  severity: z.enum(['warning', 'critical']),
  metric: z.string().max(128),
  value: z.number(),
  limit: z.number(),
  asOf: CalendarDateSchema,
  /** The monitoring run's clock: what it causes runs by the same one. */
  clock: z.enum(['live', 'simulated']),
  action: z.enum(['retrain']).optional(),
  cooldownDays: z.int().min(0),
});
const alertChanged = z.strictObject({ ...alertReference, asOf: CalendarDateSchema, reason: ReasonSchema });

const trialRecorded = z.strictObject({
  trialId: z.string().max(64),
  line: z.string().max(128),
  /** False when a trial was back-tested again, such as after a refit on later data. */
  isNew: z.boolean(),
  instanceId: InstanceIdSchema,
  runId: RunIdSchema,
  observations: z.int().min(1),
  seriesSha256: Sha256Schema,
});

/** Every action there is, with the schema of its payload. */
export const ActivityPayloadSchemas = {
  'definition.registered': definitionRegistered,
  'dataset.created': datasetCreated,
  'dataset.version_committed': datasetVersionCommitted,
  'dataset.backfilled': datasetVersionCommitted,
  'dataset.version_certified': datasetVersionCertified,
  'model_instance.created': instanceCreated,
  'model_instance.updated': instanceUpdated,
  'model_instance.deleted': instanceWithReason,
  'model_instance.version_activated': instanceVersionActivated,
  'model_instance.suspended': instanceWithReason,
  'model_instance.resumed': instanceWithReason,
  'training.requested': runRequested,
  'training.started': runStarted,
  'training.completed': runCompleted,
  'training.failed': runFailed,
  'training.cancelled': runCancelled,
  'inference.requested': runRequested,
  'inference.started': runStarted,
  'inference.completed': runCompleted,
  'inference.failed': runFailed,
  'inference.cancelled': runCancelled,
  'monitoring.requested': runRequested,
  'monitoring.started': runStarted,
  'monitoring.completed': runCompleted,
  'monitoring.failed': runFailed,
  'monitoring.cancelled': runCancelled,
  'ingest.requested': runRequested,
  'ingest.started': runStarted,
  'ingest.completed': runCompleted,
  'ingest.failed': runFailed,
  'ingest.cancelled': runCancelled,
  'evaluation.requested': runRequested,
  'evaluation.started': runStarted,
  'evaluation.completed': runCompleted,
  'evaluation.failed': runFailed,
  'evaluation.cancelled': runCancelled,
  'model_version.created': modelVersionCreated,
  'model_version.promoted': modelVersionMoved,
  'model_version.archived': modelVersionMoved,
  'model_version.rejected': modelVersionMoved,
  'model_version.rollback': modelVersionMoved,
  'model_version.certified': modelVersionCertified,
  'guardrails.validated': guardrailsJudged,
  'guardrails.blocked': guardrailsJudged,
  'guardrails.waived': guardrailsWaived,
  'monitoring.drift_alert': monitoringAlert,
  'monitoring.performance_alert': monitoringAlert,
  'monitoring.quality_alert': monitoringAlert,
  'alert.acknowledged': alertChanged,
  'alert.resolved': alertChanged,
  'trial.recorded': trialRecorded,
} as const;

export type ActivityAction = keyof typeof ActivityPayloadSchemas;
export type ActivityPayload<Action extends ActivityAction = ActivityAction> = {
  [Name in Action]: z.infer<(typeof ActivityPayloadSchemas)[Name]>;
}[Action];

const ACTIONS = Object.keys(ActivityPayloadSchemas).filter((name): name is ActivityAction => isActivityAction(name));

export function isActivityAction(name: string): name is ActivityAction {
  return Object.hasOwn(ActivityPayloadSchemas, name);
}

export const ActivityActionSchema = z.enum(ACTIONS);
