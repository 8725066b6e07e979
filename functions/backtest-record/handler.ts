import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import {
  RecordBacktestInputSchema,
  RecordBacktestOutputSchema,
  type RecordBacktestServices,
  recordBacktest,
} from '@optaic/mlops/pipeline/record-backtest';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): RecordBacktestServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const s3 = new S3Client();
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3, bucket: ARTIFACTS_BUCKET }),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: RecordBacktestInputSchema,
  output: RecordBacktestOutputSchema,
  services,
  step: recordBacktest,
});
