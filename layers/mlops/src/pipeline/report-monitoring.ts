import { type Instant, urn } from '@optaic/mlops/base';
import type { LineageEdge } from '@optaic/mlops/lineage';
import { DriftReportSchema, type MonitoringReport, MonitoringReportSchema } from '@optaic/mlops/monitoring';
import type { Registry } from '@optaic/mlops/registry';
import { z } from 'zod';
import { MonitoredPerformanceSchema } from './monitored-performance.ts';
import { type MonitoringPlan, MonitoringPlanSchema, MonitoringStageInputSchema } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { stageWrite } from './stage-write.ts';

export const ReportMonitoringInputSchema = MonitoringStageInputSchema.extend({
  driftKey: z.string(),
  performanceKey: z.string(),
});
export type ReportMonitoringInput = z.infer<typeof ReportMonitoringInputSchema>;

export const ReportMonitoringOutputSchema = z.strictObject({ reportKey: z.string() });
export type ReportMonitoringOutput = z.infer<typeof ReportMonitoringOutputSchema>;

export interface ReportMonitoringServices {
  readonly artifacts: ObjectStore;
  readonly registry: Pick<Registry, 'lineage'>;
  now(): Instant;
}

/** Joins both checks into the report and records what it was made from: predictions, outcomes, features and the model. */
export async function reportMonitoring(
  { runId, planKey, driftKey, performanceKey }: ReportMonitoringInput,
  { artifacts, registry, now }: ReportMonitoringServices,
): Promise<ReportMonitoringOutput> {
  const [plan, drift, { performance, notes }] = await Promise.all([
    artifacts.readJson(planKey, MonitoringPlanSchema),
    artifacts.readJson(driftKey, DriftReportSchema),
    artifacts.readJson(performanceKey, MonitoredPerformanceSchema),
  ]);
  const { instanceId, asOf, modelVersion } = plan;
  const sources = sourcesOf(plan);
  const reportKey = `runs/${runId}/report/report.json`;
  const report: MonitoringReport = { runId, instanceId, asOf, modelVersion, drift, performance, sources, notes };
  await artifacts.writeJsonOnce(reportKey, report, MonitoringReportSchema);
  await registry.lineage.recordEdges(edgesOf(plan, sources), stageWrite(plan, 'report', now()));
  return { reportKey };
}

function sourcesOf({ datasets, instanceId, modelVersion }: MonitoringPlan): MonitoringReport['sources'] {
  return [...datasets.map(({ name, version }) => urn.dataset(name, version)), urn.model(instanceId, modelVersion)];
}

function edgesOf({ runId }: MonitoringPlan, sources: MonitoringReport['sources']): LineageEdge[] {
  const report = urn.report(runId);
  return [
    ...sources.map((source) => ({ from: source, to: report, kind: 'reported_in', runId }) as const),
    { from: report, to: urn.run(runId), kind: 'output_of', runId },
  ];
}
