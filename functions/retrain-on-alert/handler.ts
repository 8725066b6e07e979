import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  RetrainOnAlertInputSchema,
  RetrainOnAlertOutputSchema,
  retrainOnAlert,
} from '@optaic/mlops/pipeline/retrain-on-alert';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

export const handler = stageHandler({
  input: RetrainOnAlertInputSchema,
  output: RetrainOnAlertOutputSchema,
  services: () => {
    const { REGISTRY_TABLE: registryTable, ACTIVITY_TABLE: activityTable } = EnvSchema.parse(process.env);
    const client = new DynamoDBClient({});
    return { registry: createRegistry({ client, registryTable, activityTable }), now: systemNow };
  },
  step: retrainOnAlert,
});
