import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CompleteRunInputSchema, CompleteRunOutputSchema, completeRun } from '@optaic/mlops/pipeline/complete-run';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

export const handler = stageHandler({
  input: CompleteRunInputSchema,
  output: CompleteRunOutputSchema,
  services: () => {
    const { REGISTRY_TABLE: registryTable, ACTIVITY_TABLE: activityTable } = EnvSchema.parse(process.env);
    const client = new DynamoDBClient({});
    return { registry: createRegistry({ client, registryTable, activityTable }), now: systemNow };
  },
  step: completeRun,
});
