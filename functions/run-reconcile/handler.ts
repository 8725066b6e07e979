import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { FailRunOutputSchema } from '@optaic/mlops/pipeline/fail-run';
import { ReconcileRunInputSchema, reconcileRun } from '@optaic/mlops/pipeline/reconcile-run';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

export const handler = stageHandler({
  input: ReconcileRunInputSchema,
  output: FailRunOutputSchema,
  services: () => {
    const { REGISTRY_TABLE: registryTable, ACTIVITY_TABLE: activityTable } = EnvSchema.parse(process.env);
    const client = new DynamoDBClient({});
    return { registry: createRegistry({ client, registryTable, activityTable }), now: systemNow };
  },
  step: reconcileRun,
});
