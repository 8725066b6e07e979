import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createActivityTable } from './activity.dynamodb.ts';
import { createActivityRepository } from './activity-repository.ts';
import { createAlertTable } from './alert.dynamodb.ts';
import { createAlertRepository } from './alert-repository.ts';
import { type BackOff, fullJitter } from './back-off.ts';
import { createDatasetTable } from './dataset.dynamodb.ts';
import { createDatasetRepository } from './dataset-repository.ts';
import { createDatasetVersionTable } from './dataset-version.dynamodb.ts';
import { createDefinitionTable } from './definition.dynamodb.ts';
import { createDefinitionRepository } from './definition-repository.ts';
import { createInstanceTable } from './instance.dynamodb.ts';
import { createInstanceRepository } from './instance-repository.ts';
import { createLedger } from './ledger.dynamodb.ts';
import { createLineageEdgeTable } from './lineage-edge.dynamodb.ts';
import { createLineageRepository } from './lineage-repository.ts';
import { createModelVersionTable } from './model-version.dynamodb.ts';
import { createModelVersionRepository } from './model-version-repository.ts';
import { createOpenAlertTable } from './open-alert.dynamodb.ts';
import type { Registry } from './registry.ts';
import { createRunTable } from './run.dynamodb.ts';
import { createRunRepository } from './run-repository.ts';
import { createStageTransitionTable } from './stage-transition.dynamodb.ts';
import { createTrialTable } from './trial.dynamodb.ts';
import { createTrialRepository } from './trial-repository.ts';

export interface RegistryOptions {
  readonly client: DynamoDBClient;
  readonly registryTable: string;
  readonly activityTable: string;
  /** Between attempts of a commit that lost a race. @default full jitter, 10 ms to 500 ms */
  readonly backOff?: BackOff;
}

/** The registry on DynamoDB: entities of two tables, one ledger for all their writes. */
export function createRegistry({ client, registryTable, activityTable, backOff }: RegistryOptions): Registry {
  const document = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const wait = backOff ?? fullJitter({ baseMs: 10, capMs: 500, random: Math.random, sleep });
  const ledger = createLedger({ client: document, registryTable, activityTable, backOff: wait });

  const binding = { table: registryTable, client: document };
  const runs = createRunTable(binding);
  const instances = createInstanceTable(binding);
  const edges = createLineageEdgeTable(binding);
  const datasets = createDatasetTable(binding);
  const datasetVersions = createDatasetVersionTable(binding);
  const modelVersions = createModelVersionTable(binding);
  const transitions = createStageTransitionTable(binding);
  const alertTables = { alerts: createAlertTable(binding), openAlerts: createOpenAlertTable(binding) };

  return {
    datasets: createDatasetRepository(ledger, { datasets, datasetVersions, edges, runs }),
    definitions: createDefinitionRepository(ledger, { definitions: createDefinitionTable(binding) }),
    instances: createInstanceRepository(ledger, instances),
    runs: createRunRepository(ledger, { runs, instances }),
    modelVersions: createModelVersionRepository(ledger, { modelVersions, transitions, instances, edges, runs }),
    alerts: createAlertRepository(ledger, alertTables),
    trials: createTrialRepository(ledger, { trials: createTrialTable(binding), runs }),
    lineage: createLineageRepository(ledger, edges),
    activities: createActivityRepository(ledger, createActivityTable({ table: activityTable, client: document })),
  };
}
