import { NotFoundError } from '@optaic/mlops/base';
import { ledgerMetrics } from '@optaic/mlops/pipeline/ledger-metrics';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import {
  type InstanceRecord,
  type PageRequest,
  type Registry,
  researchLineOf,
  type TrialRecord,
} from '@optaic/mlops/registry';
import {
  type BacktestReport,
  BacktestReportSchema,
  BacktestSeriesSchema,
} from '@optaic/mlops/registry/backtest-report';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { z } from 'zod';
import type { BacktestResult } from '../contracts.ts';

export interface TrialServices {
  readonly registry: Pick<Registry, 'trials'>;
  readonly artifacts: Pick<ObjectStore, 'readJson'>;
}

const BacktestRunResultSchema = z.looseObject({ reportKey: z.string() });

/** A page of the trials of an instance's research line, each with what the ledger says of it now. */
export async function listTrials(instance: InstanceRecord, page: PageRequest, services: TrialServices) {
  const { trials } = services.registry;
  const line = researchLineOf(instance);
  const { items, ...rest } = await trials.listTrials(line, page);
  const all = await trials.allTrials(line);
  const series = await seriesOf(all, services);
  return { ...rest, line, items: items.map((trial) => ({ ...trial, ledger: ledgerMetrics(trial, all, series) })) };
}

/**
 * What a back-test found, with its dates and its place among the trials of its line.
 *
 * @throws {NotFoundError} `backtest.not_found` for a run that is no evaluated back-test.
 */
export async function backtestOf(run: RunRecord, services: TrialServices): Promise<BacktestResult> {
  const result = BacktestRunResultSchema.safeParse(run.result);
  if (run.kind !== 'evaluation' || run.instanceId === undefined || !result.success) {
    throw new NotFoundError(
      'backtest.not_found',
      `run ${run.id} is a ${run.status} ${run.kind} run and has no back-test to show; name a completed evaluation of a back-test's instance`,
    );
  }
  const report: BacktestReport = await services.artifacts.readJson(result.data.reportKey, BacktestReportSchema);
  const dates = await services.artifacts.readJson(report.series.key, BacktestSeriesSchema);
  const trial = await services.registry.trials.getTrial(report.line, report.trialId);
  const all = await services.registry.trials.allTrials(report.line);
  return { report, dates, ledger: ledgerMetrics(trial, all, await seriesOf(all, services)) };
}

async function seriesOf(trials: readonly TrialRecord[], { artifacts }: TrialServices) {
  return new Map(
    await Promise.all(
      trials.map(async ({ id, series: { key } }) => [id, await artifacts.readJson(key, BacktestSeriesSchema)] as const),
    ),
  );
}
