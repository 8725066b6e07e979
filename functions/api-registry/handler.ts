import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { registryRoutes } from '@optaic/mlops/api/server/registry-routes';
import { createRouter } from '@optaic/mlops/api/server/router';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
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

const artifacts = createObjectStore({ s3: new S3Client(), bucket: env.ARTIFACTS_BUCKET });

export const handler = createRouter('api-registry', registryRoutes({ registry, artifacts }), {
  now: systemNow,
  logger: new Logger(),
});
