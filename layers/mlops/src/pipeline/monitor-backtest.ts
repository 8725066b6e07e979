import { type CalendarDate, CalendarDateSchema, type Panel, selectPanelRows } from '@optaic/mlops/base';
import { buildFrame, type DatasetFiles, tradingDays } from '@optaic/mlops/data';
import { crossSections } from '@optaic/mlops/metrics';
import { checkDrift, type DriftBaseline, DriftBaselineSchema } from '@optaic/mlops/monitoring';
import { z } from 'zod';
import { BacktestPlanSchema, BacktestStageInputSchema } from './backtest-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset } from './planned-dataset.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const MonitorBacktestInputSchema = BacktestStageInputSchema.extend({ segment: z.int().min(0) });
export type MonitorBacktestInput = z.infer<typeof MonitorBacktestInputSchema>;

export const MonitorBacktestOutputSchema = z.strictObject({ driftKey: z.string() });
export type MonitorBacktestOutput = z.infer<typeof MonitorBacktestOutputSchema>;

/** `runs/<runId>/monitor/segment-000.json`: null for a decision whose window reaches back before the first trading day. */
export const SegmentDriftSchema = z.array(
  z.strictObject({ decisionDate: CalendarDateSchema, driftShare: z.number().min(0).max(1).nullable() }),
);
export type SegmentDrift = z.infer<typeof SegmentDriftSchema>;

export interface MonitorBacktestServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

/**
 * What the drift monitor would have said at each decision of one segment. Its features are read once: what a day may know
 * is the same whichever later day looks back at it.
 */
export async function monitorBacktest(
  { runId, planKey, segment: index }: MonitorBacktestInput,
  { artifacts, datasetFiles, scratch }: MonitorBacktestServices,
): Promise<MonitorBacktestOutput> {
  const plan = await artifacts.readJson(planKey, BacktestPlanSchema);
  const { asOf, windowDays, featureLag, segments } = plan;
  const segment = segments[index];
  const baseline = await artifacts.readJson(segment.baselineKey, DriftBaselineSchema);
  const read = new Set([...segment.features.map(({ dataset }) => dataset), plan.universe, plan.calendar]);
  const source = await filesOfDatasets(
    plan.datasets.filter(({ name }) => read.has(name)),
    datasetFiles,
  );
  const drift = await withWorkbench(scratch, async ({ db }) => {
    const calendar = await tradingDays(db, { ...source(plan.calendar), asOf });
    const { panel } = await buildFrame(db, {
      decisions: watchedDays(calendar, segment.decisionDates, windowDays),
      features: segment.features.map(({ dataset, ...chosen }) => ({ ...source(dataset), ...chosen })),
      universe: source(plan.universe),
      featureLag,
      calendar,
      asOf,
    });
    return driftByDecision(panel, segment.decisionDates, baseline);
  });
  const driftKey = `runs/${runId}/monitor/segment-${String(index).padStart(3, '0')}.json`;
  await artifacts.writeJsonOnce(driftKey, drift, SegmentDriftSchema);
  return { driftKey };
}

/** Every trading day that is in the window of a decision: the windows of weekly decisions share most of theirs. */
export function watchedDays(
  calendar: readonly CalendarDate[],
  decisions: readonly CalendarDate[],
  windowDays: number,
): CalendarDate[] {
  const watched = new Set<CalendarDate>();
  for (const decision of decisions) {
    const end = calendar.indexOf(decision) + 1;
    // A day before the first window may lack what looks back, as it would have at the time.
    for (const day of calendar.slice(Math.max(0, end - windowDays), end)) watched.add(day);
  }
  return [...watched].sort();
}

/** The drift share of the window that ends at each decision; null where there are not days enough yet. */
export function driftByDecision(
  panel: Panel,
  decisions: readonly CalendarDate[],
  baseline: DriftBaseline,
): SegmentDrift {
  const sections = crossSections(panel.decisionTime);
  return decisions.map((decisionDate) => {
    const time = Date.parse(decisionDate);
    const last = sections.findIndex(([start]) => panel.decisionTime[start] === time);
    const window = last < 0 ? [] : sections.slice(Math.max(0, last + 1 - baseline.windowDays), last + 1);
    const [first] = window;
    const end = window.at(-1);
    if (first === undefined || end === undefined || window.length < baseline.windowDays) {
      return { decisionDate, driftShare: null };
    }
    const rows = Array.from({ length: end[1] - first[0] }, (_, row) => first[0] + row);
    return { decisionDate, driftShare: checkDrift(baseline, selectPanelRows(panel, rows)).driftShare };
  });
}
