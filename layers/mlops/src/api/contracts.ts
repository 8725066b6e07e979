import { ActivityEnvelopeSchema } from '@optaic/mlops/activity';
import {
  CalendarDateSchema,
  DatasetNameSchema,
  DefinitionNameSchema,
  type ErrorCode,
  InstanceIdSchema,
  InstantSchema,
  RunIdSchema,
  SemanticVersionSchema,
  Sha256Schema,
  UrnSchema,
} from '@optaic/mlops/base';
import { MonitoringReportSchema } from '@optaic/mlops/monitoring';
import {
  BacktestReportSchema,
  BacktestSeriesSchema,
  LedgerMetricsSchema,
} from '@optaic/mlops/registry/backtest-report';
import {
  AlertRecordSchema,
  BacktestWalkSchema,
  DatasetRecordSchema,
  DatasetSchemaSchema,
  DatasetVersionRecordSchema,
  DefinitionRecordSchema,
  InstanceConfigSchema,
  InstanceRecordSchema,
  InstanceScheduleSchema,
  LineageEdgeSchema,
  ModelVersionRecordSchema,
  ResearchLineSchema,
  RunRecordSchema,
  SpaceSchema,
  TrialRecordSchema,
} from '@optaic/mlops/registry/records';
import { z } from 'zod';
import { AsOfTextSchema } from './row-contracts.ts';

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item).readonly(), nextToken: z.string().optional() });

export const PageQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  nextToken: z.string().max(2_048).optional(),
});

/** A name that, malformed, has a code of its own: it may have been a path. */
export const nameWithCode = <Name extends z.ZodType<string, string>>(schema: Name, code: ErrorCode, rule: string) =>
  z
    .string()
    .refine((text) => schema.safeParse(text).success, {
      error: ({ input }) => `"${String(input).slice(0, 80)}" is no name; it is ${rule}`,
      params: { code },
    })
    .pipe(schema)
    .meta({ description: rule });

export const CreateDatasetSchema = z.strictObject({
  name: nameWithCode(
    DatasetNameSchema,
    'dataset.name_invalid',
    'a letter, then letters, digits, _ or -, without dots or slashes',
  ),
  description: z.string().max(500).default(''),
  space: SpaceSchema.default('team'),
  schema: DatasetSchemaSchema,
});
export type CreateDataset = z.input<typeof CreateDatasetSchema>;

export const UploadFormatSchema = z.enum(['csv', 'parquet', 'ndjson']);

/** A single presigned PUT carries at most 5 GB. */
export const CreateUploadSchema = z.strictObject({
  fileName: nameWithCode(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
    'upload.file_name_invalid',
    'a letter or digit, then at most 127 letters, digits, dots, _ or -, without a folder',
  ),
  bytes: z.int().min(1).max(5_000_000_000),
  sha256: Sha256Schema,
  format: UploadFormatSchema,
});
export type CreateUpload = z.input<typeof CreateUploadSchema>;

/** PUT the file to `url` with exactly these headers before `expiresAt`, then commit. */
export const UploadSchema = z.strictObject({
  key: z.string(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  expiresAt: InstantSchema,
});
export type Upload = z.infer<typeof UploadSchema>;

export const CommitVersionSchema = z.strictObject({
  uploads: z
    .array(
      z.strictObject({
        key: z.string().regex(/^uploads\/[A-Za-z0-9-]{8,64}\/[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/),
        sha256: Sha256Schema,
        bytes: z.int().min(1),
        format: UploadFormatSchema,
      }),
    )
    .min(1)
    .max(100),
  mode: z.enum(['append', 'replace', 'backfill']).default('append'),
  /** What the rows were made from: `dataset:NAME@VERSION`. */
  parents: z.array(UrnSchema).max(50).default([]),
});
export type CommitVersion = z.input<typeof CommitVersionSchema>;

export const CreateInstanceSchema = z.strictObject({
  id: InstanceIdSchema,
  name: z.string().min(1).max(128),
  description: z.string().max(500).default(''),
  space: z.enum(['personal', 'team']).default('team'),
  definition: z.strictObject({ name: DefinitionNameSchema, version: SemanticVersionSchema }),
  trainingDatasets: z.array(DatasetNameSchema).min(1).max(50),
  labelDataset: DatasetNameSchema,
  inferenceDatasets: z.array(DatasetNameSchema).min(1).max(50),
  outputDataset: DatasetNameSchema,
  universe: DatasetNameSchema,
  config: InstanceConfigSchema,
  schedules: z.array(InstanceScheduleSchema).max(10).default([]),
});
export type CreateInstance = z.input<typeof CreateInstanceSchema>;

const RunStartBase = {
  /** Default: now. Needed when the clock is simulated. */
  asOf: AsOfTextSchema.optional(),
  clock: z.enum(['live', 'simulated']).default('live'),
};
export const StartTrainingSchema = z.strictObject({
  ...RunStartBase,
  seed: z.int().min(0).max(2_147_483_647).optional(),
});
export const StartInferenceSchema = z.strictObject({
  ...RunStartBase,
  modelVersion: z.int().min(1).optional(),
  decisionDates: z.array(CalendarDateSchema).min(1).max(2_000).optional(),
});
export const StartPitAuditSchema = z.strictObject({
  /** Of the poison. @default 7 */
  seed: z.int().min(0).max(2_147_483_647).optional(),
});
export const StartMonitoringSchema = z.strictObject({ ...RunStartBase, inferenceRunId: RunIdSchema.optional() });

/** A walk of years starts and ends on the given days. */
export const CreateBacktestSchema = BacktestWalkSchema.refine(({ from, to }) => from <= to, {
  path: ['to'],
  error: 'a back-test ends (to) on the day that it starts (from), or later',
});
/** As of a time by which the outcomes of the last decisions are known; on a simulated clock. */
export const StartBacktestEvaluationSchema = z.strictObject({
  asOf: AsOfTextSchema,
  /** Per side, of what is traded. @default 5 */
  costBps: z.number().min(0).max(1_000).default(5),
  /** One for each fit. */
  inferenceRunIds: z.array(RunIdSchema).min(1).max(600),
});
/** What a back-test found, its per-date series, and what the ledger says of its trial now. */
export const BacktestResultSchema = z.strictObject({
  report: BacktestReportSchema,
  dates: BacktestSeriesSchema,
  ledger: LedgerMetricsSchema,
});
export type BacktestResult = z.infer<typeof BacktestResultSchema>;
export const TrialPageSchema = pageOf(TrialRecordSchema.extend({ ledger: LedgerMetricsSchema })).extend({
  line: ResearchLineSchema,
});

export type TrialPage = z.infer<typeof TrialPageSchema>;

export const TradingDaysQuerySchema = z.strictObject({
  from: CalendarDateSchema,
  to: CalendarDateSchema,
  asOf: AsOfTextSchema.optional(),
});
export const TradingDaysSchema = z.strictObject({
  dataset: DatasetNameSchema,
  version: z.int().min(1),
  /** Each day that the dataset has rows about, in order. */
  days: z.array(CalendarDateSchema).readonly(),
});

export const ReasonSchema = z.strictObject({
  reason: z.string().min(1).max(500),
  /** When the change takes effect on the instance's clock; default now. Simulated history needs it. */
  effectiveAsOf: AsOfTextSchema.optional(),
});

export const LineageQuerySchema = z.strictObject({
  direction: z.enum(['upstream', 'downstream', 'both']).default('upstream'),
  depth: z.coerce.number().int().min(1).max(20).default(5),
});
export const LineageGraphSchema = z.strictObject({
  /** In the order they were reached, the start first; depth in edges. */
  nodes: z.array(z.strictObject({ urn: UrnSchema, depth: z.int().min(0) })).readonly(),
  edges: z.array(LineageEdgeSchema).readonly(),
  /** True when the depth or the limit of nodes kept something out. */
  truncated: z.boolean(),
});
export type LineageGraph = z.infer<typeof LineageGraphSchema>;

export const ActivityQuerySchema = PageQuerySchema.extend({
  resource: UrnSchema.optional(),
  correlationId: z.string().max(128).optional(),
});
export const DatasetPageSchema = pageOf(DatasetRecordSchema);
export const DatasetVersionPageSchema = pageOf(DatasetVersionRecordSchema);
export const InstancePageSchema = pageOf(InstanceRecordSchema);
export const RunPageSchema = pageOf(RunRecordSchema);
export const ModelVersionPageSchema = pageOf(ModelVersionRecordSchema);
export const DefinitionPageSchema = pageOf(DefinitionRecordSchema);
export const DriftReportPageSchema = pageOf(
  MonitoringReportSchema.pick({
    runId: true,
    instanceId: true,
    asOf: true,
    modelVersion: true,
    drift: true,
    notes: true,
  }),
);
export const PerformanceReportPageSchema = pageOf(
  MonitoringReportSchema.pick({
    runId: true,
    instanceId: true,
    asOf: true,
    modelVersion: true,
    performance: true,
    notes: true,
  }),
);
export const AlertPageSchema = pageOf(AlertRecordSchema);
export const ActivityPageSchema = pageOf(ActivityEnvelopeSchema);
export const HealthSchema = z.strictObject({ status: z.literal('ok') });
