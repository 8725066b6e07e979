import { InvalidInputError } from '@optaic/mlops/base';
import {
  type DatasetFiles,
  numberColumn,
  readAsOf,
  textColumn,
  universeFacts,
  universeNotes,
} from '@optaic/mlops/data';
import { checkPerformance, realisedCoefficients } from '@optaic/mlops/monitoring';
import type { Column, DatasetSchema } from '@optaic/mlops/registry';
import { z } from 'zod';
import { freshnessNotes, measureFreshness, requireFresh } from './input-freshness.ts';
import { MonitoredPerformanceSchema } from './monitored-performance.ts';
import { MonitoringPlanSchema, MonitoringStageInputSchema } from './monitoring-plan.ts';
import type { ObjectStore } from './object-store.ts';
import { filesOfDatasets, type PlannedDataset, plannedDataset } from './planned-dataset.ts';
import { type Scratch, withWorkbench } from './workbench.ts';

export const CheckMonitoringPerformanceInputSchema = MonitoringStageInputSchema;
export type CheckMonitoringPerformanceInput = z.infer<typeof CheckMonitoringPerformanceInputSchema>;

export const CheckMonitoringPerformanceOutputSchema = z.strictObject({ performanceKey: z.string() });
export type CheckMonitoringPerformanceOutput = z.infer<typeof CheckMonitoringPerformanceOutputSchema>;

export interface CheckMonitoringPerformanceServices {
  readonly artifacts: ObjectStore;
  /** The parts of a pinned dataset version as files on this machine. */
  datasetFiles(dataset: PlannedDataset): Promise<DatasetFiles>;
  readonly scratch: Scratch;
}

/**
 * Judges every past prediction whose outcome is known at the run's as-of time, and compares with validation; says which
 * inputs are stale.
 *
 * @throws {InvalidInputError} `dataset.stale` in an official space.
 */
export async function checkMonitoringPerformance(
  { runId, planKey }: CheckMonitoringPerformanceInput,
  { artifacts, datasetFiles, scratch }: CheckMonitoringPerformanceServices,
): Promise<CheckMonitoringPerformanceOutput> {
  const plan = await artifacts.readJson(planKey, MonitoringPlanSchema);
  const { asOf, datasets, label, predictions, predictedBy, validations, performanceMonitor, universe } = plan;
  const read = new Set([predictions, label.dataset, universe]);
  const source = await filesOfDatasets(
    datasets.filter(({ name, schema }) => read.has(name) || schema.updateFrequency !== undefined),
    datasetFiles,
  );
  const predicted = plannedDataset(datasets, predictions);
  const labelled = plannedDataset(datasets, label.dataset);

  const { coefficients, unattributedDates, notes } = await withWorkbench(scratch, async ({ db }) => {
    const freshness = await measureFreshness(db, plan, source);
    requireFresh(plan.space, freshness);
    const signals = await readAsOf(db, { ...source(predictions), asOf });
    const outcomes = await readAsOf(db, { ...source(label.dataset), asOf });
    const members = await universeFacts(db, { ...source(universe), asOf });
    const realised = realisedCoefficients(
      {
        entity: textColumn(signals, columnOf(predicted, 'entity')).map(String),
        decisionTime: numberColumn(signals, columnOf(predicted, 'event_time')),
        signal: numberColumn(signals, 'signal'),
      },
      {
        entity: textColumn(outcomes, columnOf(labelled, 'entity')).map(String),
        decisionTime: numberColumn(outcomes, columnOf(labelled, 'event_time')),
        outcome: numberColumn(outcomes, label.column),
        knowledgeTime: numberColumn(outcomes, columnOf(labelled, 'knowledge_time')),
      },
      new Map(predictedBy.map(({ decisionDate, modelVersion }) => [decisionDate, modelVersion])),
    );
    return { ...realised, notes: [...universeNotes(universe, members), ...freshnessNotes(freshness)] };
  });

  const performanceKey = `runs/${runId}/performance/performance.json`;
  const performance = checkPerformance(coefficients, validations, performanceMonitor, unattributedDates);
  await artifacts.writeJsonOnce(performanceKey, { performance, notes }, MonitoredPerformanceSchema);
  return { performanceKey };
}

function columnOf({ name, schema }: { name: string; schema: DatasetSchema }, role: Column['role']): string {
  const column = schema.columns.find((candidate) => candidate.role === role);
  if (column !== undefined) return column.name;
  throw new InvalidInputError(
    'dataset.schema_malformed',
    `dataset "${name}" has no column of role ${role}; predictions and outcomes are matched by entity and time`,
  );
}
