import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RunId } from '@optaic/mlops/base';
import { translateAwsFailure } from '@optaic/mlops/registry/aws-failure';
import { z } from 'zod';
import { createRoundPageTable } from './round-page.dynamodb.ts';
import { createRunMetricsTable, createSeriesPageTable } from './run-metrics.dynamodb.ts';
import { type DatedFigures, type RunMetrics, RunMetricsSchema, SeriesPageSchema, seriesPages } from './run-metrics.ts';
import { RoundPageSchema, roundPages, type TrainingRound } from './training-rounds.ts';

export interface RunTracking {
  /** Keeps the losses of every round of a training run; writing them again is writing them once. */
  recordRounds(runId: RunId, rounds: readonly TrainingRound[]): Promise<void>;
  /** In the order of the rounds; empty for a run that recorded none. */
  listRounds(runId: RunId): Promise<TrainingRound[]>;
  /** Keeps a run's figures and, by decision, the series they come from, whatever becomes of the run. */
  recordMetrics(runId: RunId, metrics: Readonly<Record<string, number>>, dates: readonly DatedFigures[]): Promise<void>;
  /** Undefined for a run that recorded none. */
  findMetrics(runId: RunId): Promise<RunMetrics['metrics'] | undefined>;
  /** In time order; empty for a run that recorded none. */
  listSeries(runId: RunId): Promise<DatedFigures[]>;
}

/**
 * What runs log beside their records, for plots and comparison: nothing that a decision stands on.
 *
 * @throws {UnavailableError} `dynamodb.unavailable` when DynamoDB throttles or fails.
 */
export function createRunTracking({
  client,
  trackingTable,
}: {
  client: DynamoDBClient;
  trackingTable: string;
}): RunTracking {
  const binding = { table: trackingTable, client: DynamoDBDocumentClient.from(client) };
  const pages = createRoundPageTable(binding);
  const runMetrics = createRunMetricsTable(binding);
  const series = createSeriesPageTable(binding);
  return {
    recordRounds: async (runId, rounds) => {
      for (const page of roundPages(runId, rounds)) await translated(() => pages.roundPage(page).go());
    },
    listRounds: async (runId) => {
      const { data } = await translated(() => pages.roundsOf(runId).go({ pages: 'all' }));
      return z
        .array(RoundPageSchema)
        .parse(data)
        .flatMap(({ rounds }) => rounds);
    },
    recordMetrics: async (runId, metrics, dates) => {
      for (const page of seriesPages(runId, dates)) await translated(() => series.seriesPage(page).go());
      await translated(() => runMetrics.runMetrics({ runId, metrics: { ...metrics } }).go());
    },
    findMetrics: async (runId) => {
      const { data } = await translated(() => runMetrics.metricsOf(runId).go());
      return data === null ? undefined : RunMetricsSchema.parse(data).metrics;
    },
    listSeries: async (runId) => {
      const { data } = await translated(() => series.seriesOf(runId).go({ pages: 'all' }));
      return z
        .array(SeriesPageSchema)
        .parse(data)
        .flatMap(({ dates }) => dates);
    },
  };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateAwsFailure('dynamodb', error);
  }
}
