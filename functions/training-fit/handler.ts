import { tmpdir } from 'node:os';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { definitionLog } from '@optaic/mlops/pipeline/definition-log';
import {
  FitTrainingInputSchema,
  FitTrainingOutputSchema,
  type FitTrainingServices,
  fitTraining,
} from '@optaic/mlops/pipeline/fit-training';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { createRunTracking } from '@optaic/mlops/tracking';
import { EnvSchema } from './environment.ts';

function services(): FitTrainingServices {
  const { TRACKING_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const tracking = createRunTracking({ client: new DynamoDBClient(), trackingTable: TRACKING_TABLE });
  return {
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    log: definitionLog(new Logger()),
    recordRounds: tracking.recordRounds,
    scratch: lambdaScratch(process.env, tmpdir()),
  };
}

export const handler = stageHandler({
  input: FitTrainingInputSchema,
  output: FitTrainingOutputSchema,
  services,
  step: fitTraining,
});
