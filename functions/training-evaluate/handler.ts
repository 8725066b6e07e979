import { tmpdir } from 'node:os';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  EvaluateTrainingInputSchema,
  EvaluateTrainingOutputSchema,
  type EvaluateTrainingServices,
  evaluateTraining,
} from '@optaic/mlops/pipeline/evaluate-training';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { createRunTracking } from '@optaic/mlops/tracking';
import { EnvSchema } from './environment.ts';

function services(): EvaluateTrainingServices {
  const { TRACKING_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const tracking = createRunTracking({ client: new DynamoDBClient(), trackingTable: TRACKING_TABLE });
  return {
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    recordMetrics: tracking.recordMetrics,
    scratch: lambdaScratch(process.env, tmpdir()),
  };
}

export const handler = stageHandler({
  input: EvaluateTrainingInputSchema,
  output: EvaluateTrainingOutputSchema,
  services,
  step: evaluateTraining,
});
