import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { registryRoutes } from '@optaic/mlops/api/server/registry-routes';
import { createRouter } from '@optaic/mlops/api/server/router';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

// Once per cold start: a missing variable fails the first request, by name.
const env = EnvSchema.parse(process.env);
const registry = createRegistry({
  client: new DynamoDBClient(),
  registryTable: env.REGISTRY_TABLE,
  activityTable: env.ACTIVITY_TABLE,
});

export const handler = createRouter('api-registry', registryRoutes({ registry }), {
  now: systemNow,
  logger: new Logger(),
});
