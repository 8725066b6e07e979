import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  GuardInferenceInputSchema,
  GuardInferenceOutputSchema,
  type GuardInferenceServices,
  guardInference,
} from '@optaic/mlops/pipeline/guard-inference';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): GuardInferenceServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    scratch: lambdaScratch(process.env, tmpdir()),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: GuardInferenceInputSchema,
  output: GuardInferenceOutputSchema,
  services,
  step: guardInference,
});
