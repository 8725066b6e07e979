import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { RunId } from '@optaic/mlops/base';
import { translateAwsFailure } from '@optaic/mlops/registry/aws-failure';
import { z } from 'zod';
import { createRoundPageTable } from './round-page.dynamodb.ts';
import { RoundPageSchema, roundPages, type TrainingRound } from './training-rounds.ts';

export interface RunTracking {
  /** Keeps the losses of every round of a training run; writing them again is writing them once. */
  recordRounds(runId: RunId, rounds: readonly TrainingRound[]): Promise<void>;
  /** In the order of the rounds; empty for a run that recorded none. */
  listRounds(runId: RunId): Promise<TrainingRound[]>;
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
  const pages = createRoundPageTable({ table: trackingTable, client: DynamoDBDocumentClient.from(client) });
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
  };
}

async function translated<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateAwsFailure('dynamodb', error);
  }
}
