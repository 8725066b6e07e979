import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CommitIngestInputSchema,
  CommitIngestOutputSchema,
  type CommitIngestServices,
  commitIngest,
} from '@optaic/mlops/pipeline/commit-ingest';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { fullJitter } from '@optaic/mlops/registry';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): CommitIngestServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, DATA_BUCKET, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const client = new DynamoDBClient();
  const s3 = new S3Client();
  return {
    registry: createRegistry({ client, registryTable: REGISTRY_TABLE, activityTable: ACTIVITY_TABLE }),
    data: createObjectStore({ s3, bucket: DATA_BUCKET }),
    artifacts: createObjectStore({ s3, bucket: ARTIFACTS_BUCKET }),
    backOff: fullJitter({ baseMs: 200, capMs: 5_000, random: Math.random, sleep }),
    scratch: lambdaScratch(process.env, tmpdir()),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: CommitIngestInputSchema,
  output: CommitIngestOutputSchema,
  services,
  step: commitIngest,
});
