import { type CalendarDate, CalendarDateSchema, dateOf, InvalidInputError } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  instantAt,
  numberColumn,
  readAsOf,
  textColumn,
  universeFacts,
  universeNotes,
} from '@optaic/mlops/data';
import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';
import { type SignalDate, signalReport } from '@optaic/mlops/metrics';
import { trialIdOf } from '@optaic/mlops/registry';
import {
  type BacktestDate,
  type BacktestReport,
  BacktestReportSchema,
  BacktestSeriesSchema,
} from '@optaic/mlops/registry/backtest-report';
import { z } from 'zod';
import { backtestMetrics, returnSpacing } from './backtest-metrics.ts';
import { type BacktestPlan, BacktestPlanSchema, BacktestStageInputSchema } from './backtest-plan.ts';
import { type JoinedOutcomes, joinOutcomes } from './join-outcomes.ts';
import { type SegmentDrift, SegmentDriftSchema } from './monitor-backtest.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset } from './planned-dataset.ts';
import { walkAlerts } from './walk-alerts.ts';
import { type Scratch, type Workbench, withWorkbench } from './workbench.ts';

export const EvaluateBacktestInputSchema = BacktestStageInputSchema.extend({
  /** One a segment, in their order. */
  drifts: z.array(z.strictObject({ driftKey: z.string() })).min(1),
});
export type EvaluateBacktestInput = z.infer<typeof EvaluateBacktestInputSchema>;

export const EvaluateBacktestOutputSchema = z.strictObject({ reportKey: z.string() });
export type EvaluateBacktestOutput = z.infer<typeof EvaluateBacktestOutputSchema>;

export interface EvaluateBacktestServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

/** A loss of rows above this share is said beside the numbers; alphalens refuses at the same share. */
const NOTED_LOSS = 0.35;

/**
 * Judges a back-test decision by decision, by refit and over all: what its signals were worth, before and after costs, and
 * what monitoring would have said.
 *
 * @throws {InvalidInputError} `backtest.no_outcome` when not one decision has a known outcome.
 */
export async function evaluateBacktest(
  { runId, planKey, drifts }: EvaluateBacktestInput,
  { artifacts, datasetFiles, scratch }: EvaluateBacktestServices,
): Promise<EvaluateBacktestOutput> {
  const plan = await artifacts.readJson(planKey, BacktestPlanSchema);
  const drift = (
    await Promise.all(drifts.map(({ driftKey }) => artifacts.readJson(driftKey, SegmentDriftSchema)))
  ).flat();
  const read = new Set([plan.predictions, plan.label.dataset, plan.universe]);
  const source = await filesOfDatasets(
    plan.datasets.filter(({ name }) => read.has(name)),
    datasetFiles,
  );
  const { joined, notes } = await withWorkbench(scratch, async (bench) => ({
    joined: await realisedSignals(plan, source, bench),
    notes: universeNotes(plan.universe, await universeFacts(bench.db, { ...source(plan.universe), asOf: plan.asOf })),
  }));
  if (joined.panel.decisionTime.length === 0) {
    throw new InvalidInputError(
      'backtest.no_outcome',
      `none of the ${joined.unrealised} decisions of ${plan.backtestInstanceId} has an outcome known by ${plan.asOf}; end the back-test earlier`,
    );
  }

  const spacing = returnSpacing(plan.horizonDays, plan.walk.stepDays);
  const { horizonDays, costBps } = plan;
  const judged = signalReport(joined.panel, { horizonDays, costBps, stepDays: plan.walk.stepDays, maximumLoss: 1 });
  const { dates, alerts } = walked(plan, judged.dates, joined, drift);
  const seriesKey = `runs/${runId}/evaluate/series.json`;
  await artifacts.writeJsonOnce(seriesKey, dates, BacktestSeriesSchema);
  const report: BacktestReport = {
    runId,
    backtestInstanceId: plan.backtestInstanceId,
    instanceId: plan.instanceId,
    line: plan.line,
    trialId: trialIdOf(plan.line, plan.identity),
    asOf: plan.asOf,
    walk: plan.walk,
    costBps: plan.costBps,
    horizonDays: plan.horizonDays,
    ...spacing,
    refits: plan.segments.map((segment) => {
      const { index: _index, baselineKey: _baseline, features: _features, decisionDates, ...refit } = segment;
      const own = new Set(decisionDates);
      const metrics = backtestMetrics(
        dates.filter(({ decisionDate }) => own.has(decisionDate)),
        spacing,
      );
      return { ...refit, decisions: decisionDates.length, metrics };
    }),
    metrics: { ...judged.metrics, ...backtestMetrics(dates, spacing) },
    alerts: [...alerts],
    unrealisedDecisions: joined.unrealised,
    series: { key: seriesKey, sha256: sha256Hex(canonicalJson(dates)) },
    notes: [...notes, ...lossNotes(judged.metrics)],
  };
  const reportKey = `runs/${runId}/evaluate/report.json`;
  await artifacts.writeJsonOnce(reportKey, report, BacktestReportSchema);
  return { reportKey };
}

async function realisedSignals(
  { asOf, label, predictions, segments, datasets }: BacktestPlan,
  source: (name: PlannedDataset['name']) => DatasetFiles,
  { db }: Workbench,
): Promise<JoinedOutcomes> {
  const column = (name: PlannedDataset['name'], role: 'entity' | 'event_time' | 'knowledge_time') =>
    datasets.find((dataset) => dataset.name === name)?.schema.columns.find((candidate) => candidate.role === role)
      ?.name ?? role;
  const signals = await readAsOf(db, { ...source(predictions), asOf });
  const outcomes = await readAsOf(db, { ...source(label.dataset), asOf });
  return joinOutcomes(
    {
      entity: textColumn(signals, 'entity').map(String),
      decisionTime: numberColumn(signals, 'event_time'),
      signal: numberColumn(signals, 'signal'),
    },
    {
      entity: textColumn(outcomes, column(label.dataset, 'entity')).map(String),
      decisionTime: numberColumn(outcomes, column(label.dataset, 'event_time')),
      outcome: numberColumn(outcomes, label.column),
      knowledgeTime: numberColumn(outcomes, column(label.dataset, 'knowledge_time')),
    },
    new Set(segments.flatMap(({ decisionDates }) => decisionDates)),
  );
}

/** Each judged decision with its version, its drift and the rules that fire. */
function walked(
  plan: BacktestPlan,
  judged: readonly SignalDate[],
  { outcomeKnownDates }: JoinedOutcomes,
  drift: SegmentDrift,
): { dates: BacktestDate[]; alerts: ReturnType<typeof walkAlerts>['alerts'] } {
  const versionOn = new Map(
    plan.segments.flatMap(({ decisionDates, modelVersion }) =>
      decisionDates.map((date): [CalendarDate, number] => [date, modelVersion]),
    ),
  );
  const driftOn = new Map(drift.map(({ decisionDate, driftShare }) => [decisionDate, driftShare]));
  const watched = judged.map((date) => {
    const decisionDate = dateOf(instantAt(date.decisionTime));
    return {
      decisionDate: CalendarDateSchema.parse(decisionDate),
      modelVersion: versionOn.get(decisionDate) ?? 0,
      driftShare: driftOn.get(decisionDate) ?? null,
      rankInformationCoefficient: date.rankInformationCoefficient ?? null,
      ...known(outcomeKnownDates.get(decisionDate)),
    };
  });
  const { firing, alerts } = walkAlerts(watched, plan.alertRules, plan.minimumDates);
  const dates = judged.map((date, index): BacktestDate => {
    const { decisionDate, modelVersion, driftShare, rankInformationCoefficient } = watched[index];
    return {
      decisionDate,
      modelVersion,
      assets: date.assets,
      informationCoefficient: date.informationCoefficient ?? null,
      rankInformationCoefficient,
      grossReturn: date.weightedReturn ?? null,
      netReturn: date.netReturn ?? null,
      turnover: date.turnover ?? null,
      longShortReturn: date.longShortReturn ?? null,
      driftShare,
      firing: [...(firing[index] ?? [])],
    };
  });
  return { dates, alerts };
}

function known(outcomeKnownDate: CalendarDate | undefined): { outcomeKnownDate?: CalendarDate } {
  return outcomeKnownDate === undefined ? {} : { outcomeKnownDate };
}

function lossNotes({ signalRows = 0, signalDroppedRows: droppedRows = 0 }: Readonly<Record<string, number>>): string[] {
  const rows = signalRows + droppedRows;
  if (droppedRows <= NOTED_LOSS * rows) return [];
  return [
    `${droppedRows} of ${rows} predictions have no signal or no outcome and are not judged: more than ${100 * NOTED_LOSS} %, so that the rest may not stand for all`,
  ];
}
