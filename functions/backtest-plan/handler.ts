import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { environmentFingerprint } from '@optaic/mlops/pipeline/environment-fingerprint';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import {
  PlanBacktestInputSchema,
  PlanBacktestOutputSchema,
  type PlanBacktestServices,
  planBacktest,
} from '@optaic/mlops/pipeline/plan-backtest';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): PlanBacktestServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, DATA_BUCKET, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const s3 = new S3Client();
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3, bucket: ARTIFACTS_BUCKET }),
    data: createObjectStore({ s3, bucket: DATA_BUCKET }),
    environment: environmentFingerprint({ node: process.versions.node, architecture: process.arch }),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: PlanBacktestInputSchema,
  output: PlanBacktestOutputSchema,
  services,
  step: planBacktest,
});
