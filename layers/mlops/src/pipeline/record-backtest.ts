import { type Instant, urn } from '@optaic/mlops/base';
import type { LineageEdge } from '@optaic/mlops/lineage';
import { type Registry, TrialRecordSchema } from '@optaic/mlops/registry';
import { type BacktestReport, BacktestReportSchema } from '@optaic/mlops/registry/backtest-report';
import { z } from 'zod';
import { type BacktestPlan, BacktestPlanSchema, BacktestStageInputSchema } from './backtest-plan.ts';
import { readLedgerMetrics } from './ledger-metrics.ts';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

export const RecordBacktestInputSchema = BacktestStageInputSchema.extend({ reportKey: z.string() });
export type RecordBacktestInput = z.infer<typeof RecordBacktestInputSchema>;

export const RecordBacktestOutputSchema = z.strictObject({
  /** The run's result. */
  result: z.strictObject({
    reportKey: z.string(),
    trialId: TrialRecordSchema.shape.id,
    line: TrialRecordSchema.shape.line,
    trials: z.int().min(1),
    decisions: z.int().min(1),
    metrics: z.record(z.string(), z.number()),
    notes: z.array(z.string()),
  }),
});
export type RecordBacktestOutput = z.infer<typeof RecordBacktestOutputSchema>;

export interface RecordBacktestServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'trials' | 'lineage'>;
  now(): Instant;
}

/** Enters the back-test in the ledger of trials and records what its report was made from. */
export async function recordBacktest(
  { runId, planKey, reportKey }: RecordBacktestInput,
  { artifacts, registry, now }: RecordBacktestServices,
): Promise<RecordBacktestOutput> {
  const [plan, report] = await Promise.all([
    artifacts.readJson(planKey, BacktestPlanSchema),
    artifacts.readJson(reportKey, BacktestReportSchema),
  ]);
  const { line, identity, walk, costBps, instanceId, backtestInstanceId } = plan;
  const { holdingPeriods, periodsPerYear, metrics, series, notes, refits } = report;
  const decisions = refits.reduce((sum, refit) => sum + refit.decisions, 0);
  const trial = await registry.trials.recordTrial(
    {
      line,
      identity,
      instanceId,
      backtestInstanceId,
      runId,
      walk,
      costBps,
      holdingPeriods,
      periodsPerYear,
      observations: decisions - report.unrealisedDecisions,
      metrics,
      series,
    },
    stageWrite(plan, 'record', now()),
  );
  await registry.lineage.recordEdges(edgesOf(plan, report), stageWrite(plan, 'lineage', now()));
  const trials = await registry.trials.allTrials(line);
  const ledger = await readLedgerMetrics(trial, trials, artifacts);
  return {
    result: {
      reportKey,
      trialId: trial.id,
      line,
      trials: trials.length,
      decisions,
      metrics: { ...metrics, ...definedMetrics(ledger) },
      notes,
    },
  };
}

/** Those of the ledger that can be said, by name. */
export function definedMetrics({
  trials: _trials,
  commonDates: _dates,
  ...ledger
}: Awaited<ReturnType<typeof readLedgerMetrics>>): Record<string, number> {
  return Object.fromEntries(Object.entries(ledger).filter((entry): entry is [string, number] => entry[1] !== null));
}

/** Predictions, outcomes and features are reported in the report, and so is each fit. */
function edgesOf({ runId, datasets, backtestInstanceId }: BacktestPlan, { refits }: BacktestReport): LineageEdge[] {
  const report = urn.report(runId);
  const sources = [
    ...datasets.map(({ name, version }) => urn.dataset(name, version)),
    ...refits.map(({ modelVersion }) => urn.model(backtestInstanceId, modelVersion)),
  ];
  return [
    ...sources.map((from): LineageEdge => ({ from, to: report, kind: 'reported_in', runId })),
    { from: report, to: urn.run(runId), kind: 'output_of', runId },
  ];
}
