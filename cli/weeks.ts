import type { ApiClient } from '@optaic/mlops/api';
import { CalendarDateSchema, type InstanceId } from '@optaic/mlops/base';
import { type AlertOutcome, MonitoringResultSchema } from '@optaic/mlops/monitoring';
import type { RunRecord } from '@optaic/mlops/registry/records';
import { z } from 'zod';
import { everyPage } from './every-page.ts';
import { formatTable } from './table.ts';
import { withNotes } from './with-notes.ts';

const InferenceResultSchema = z.object({
  decisionDates: z.array(CalendarDateSchema),
  rowsProcessed: z.number(),
  predictionDigest: z.string(),
  notes: z.array(z.string()).default([]),
});

export interface Week {
  readonly date: string;
  readonly rows: number;
  readonly predictionDigest: string;
  readonly driftedFeatures: readonly string[];
  readonly worstFeature: string;
  /** The worst feature's statistic in units of its limit; above 1 it has drifted. */
  readonly worstRatio: number;
  /** Realised; null until the outcome is known. */
  readonly rankInformationCoefficient: number | null;
  readonly alert: AlertOutcome;
  /** What has to be said beside the numbers, as known then. */
  readonly notes: readonly string[];
}

/** Those that made something: an audit makes nothing. */
const completed = (runs: readonly RunRecord[]) =>
  runs.filter(({ status, mode }) => status === 'completed' && mode === 'normal');

/** One row a prediction: what the monitor said of it then, and the rank IC that has been realised since. */
export async function readWeeks(client: ApiClient, instance: InstanceId): Promise<Week[]> {
  const parameters = { instance };
  const inferences = completed(
    await everyPage((nextToken) => client.call('listInferenceRuns', { parameters, query: { limit: 200, nextToken } })),
  );
  const monitorings = completed(
    await everyPage((nextToken) => client.call('listMonitoringRuns', { parameters, query: { limit: 200, nextToken } })),
  );
  const reports = monitorings.map((run) => ({ asOf: run.asOf, ...MonitoringResultSchema.parse(run.result) }));
  const latest = reports.toSorted((a, b) => a.asOf.localeCompare(b.asOf)).at(-1);
  const realised = new Map(latest?.rankInformationCoefficients.map(({ decisionDate, value }) => [decisionDate, value]));
  return inferences
    .map((run) => ({ asOf: run.asOf, ...InferenceResultSchema.parse(run.result) }))
    .toSorted((a, b) => a.asOf.localeCompare(b.asOf))
    .flatMap(({ asOf, decisionDates, rowsProcessed, predictionDigest, notes }) => {
      const report = reports.find((candidate) => candidate.asOf === asOf);
      const date = decisionDates.at(-1);
      if (report === undefined || date === undefined) return [];
      return [
        {
          date,
          rows: rowsProcessed,
          predictionDigest,
          driftedFeatures: report.driftedFeatures,
          worstFeature: report.worstFeature.name,
          worstRatio: report.worstFeature.ratio,
          rankInformationCoefficient: realised.get(date) ?? null,
          alert: report.alert,
          notes,
        },
      ];
    });
}

const ALERT_TEXT = { none: '', opened: 'ALERT opened', held: 'alert held', resolved: 'alert resolved' } as const;

export function formatWeeks(weeks: readonly Week[]): string {
  const table = formatTable(
    ['week', 'rows', 'drifted', 'worst feature', '× limit', 'rank IC', 'alert'],
    weeks.map((week) => [
      week.date,
      String(week.rows),
      String(week.driftedFeatures.length),
      week.worstFeature,
      week.worstRatio.toFixed(2),
      week.rankInformationCoefficient === null ? '–' : week.rankInformationCoefficient.toFixed(3),
      ALERT_TEXT[week.alert],
    ]),
  );
  return withNotes(table, weeks.at(-1)?.notes);
}
