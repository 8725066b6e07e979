import { CalendarDateSchema, InstanceIdSchema, InstantSchema, RunIdSchema, Sha256Schema } from '@optaic/mlops/base';
import { z } from 'zod';
import { BacktestWalkSchema, ResearchLineSchema, TrialRecordSchema } from './trial-record.ts';

/** One decision of a back-test: what the signal was worth, and what monitoring would have said. Null where undefined or not known. */
export const BacktestDateSchema = z.strictObject({
  decisionDate: CalendarDateSchema,
  modelVersion: z.int().min(1),
  /** With both a signal and an outcome. */
  assets: z.int().min(0),
  informationCoefficient: z.number().nullable(),
  rankInformationCoefficient: z.number().nullable(),
  /** Of the book that the signal weights, gross leverage 1, before costs; a fraction over one horizon. */
  grossReturn: z.number().nullable(),
  /** After costs. */
  netReturn: z.number().nullable(),
  /** One-way, in shares of the book. */
  turnover: z.number().nullable(),
  /** Top against bottom fifth, equally weighted, before costs. */
  longShortReturn: z.number().nullable(),
  /** Share of the features above their limits over the window that ends here. */
  driftShare: z.number().nullable(),
  /** Alert rules that fire. */
  firing: z.array(z.string()),
});
export type BacktestDate = z.infer<typeof BacktestDateSchema>;

/** Artifacts bucket: `runs/<runId>/evaluate/series.json`. */
export const BacktestSeriesSchema = z.array(BacktestDateSchema).min(1);

/** One fit and the decisions it was used for. */
export const BacktestRefitSchema = z.strictObject({
  modelVersion: z.int().min(1),
  trainingRunId: RunIdSchema,
  inferenceRunId: RunIdSchema,
  trainedAsOf: InstantSchema,
  from: CalendarDateSchema,
  to: CalendarDateSchema,
  decisions: z.int().min(1),
  /** Of the training's gate, leaks included. */
  guardrails: z.enum(['passed', 'warned', 'blocked']),
  /** Of its audit over poisoned data. */
  certificate: z.enum(['identical', 'different']).nullable(),
  metrics: z.record(z.string(), z.number()),
});
export type BacktestRefit = z.infer<typeof BacktestRefitSchema>;

/** An alert that monitoring would have opened; the back-test opens none. */
export const BacktestAlertSchema = z.strictObject({
  rule: z.string(),
  severity: z.enum(['warning', 'critical']),
  openedAsOf: CalendarDateSchema,
  resolvedAsOf: CalendarDateSchema.nullable(),
  value: z.number(),
  limit: z.number(),
});
export type BacktestAlert = z.infer<typeof BacktestAlertSchema>;

/** Artifacts bucket: `runs/<runId>/evaluate/report.json`. */
export const BacktestReportSchema = z.strictObject({
  runId: RunIdSchema,
  /** The back-test's own instance, and whose configuration it tries. */
  backtestInstanceId: InstanceIdSchema,
  instanceId: InstanceIdSchema,
  line: ResearchLineSchema,
  trialId: TrialRecordSchema.shape.id,
  asOf: InstantSchema,
  walk: BacktestWalkSchema,
  costBps: z.number().min(0),
  horizonDays: z.int().min(1),
  holdingPeriods: z.int().min(1),
  periodsPerYear: z.number().gt(0),
  refits: z.array(BacktestRefitSchema).min(1),
  /** Over all decisions. */
  metrics: z.record(z.string(), z.number()),
  alerts: z.array(BacktestAlertSchema),
  /** Last decisions whose outcome is not known yet: counted, not judged. */
  unrealisedDecisions: z.int().min(0),
  series: z.strictObject({ key: z.string(), sha256: Sha256Schema }),
  notes: z.array(z.string()),
});
export type BacktestReport = z.infer<typeof BacktestReportSchema>;

/** What the ledger says of one trial among those of its research line. Null where it cannot be said. */
export const LedgerMetricsSchema = z.strictObject({
  trials: z.int().min(1),
  /** Probability that the true Sharpe ratio is above 0. */
  probabilisticSharpeRatio: z.number().nullable(),
  /** Annualised: what the best of so many trials without skill is expected to show. */
  expectedMaximumSharpeRatio: z.number().nullable(),
  /** Probability that it is above that. */
  deflatedSharpeRatio: z.number().nullable(),
  /** Over the dates that every trial has. */
  probabilityOfBacktestOverfitting: z.number().nullable(),
  commonDates: z.int().min(0),
});
export type LedgerMetrics = z.infer<typeof LedgerMetricsSchema>;
