import { tmpdir } from 'node:os';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CheckMonitoringDriftInputSchema,
  CheckMonitoringDriftOutputSchema,
  type CheckMonitoringDriftServices,
  checkMonitoringDrift,
} from '@optaic/mlops/pipeline/check-monitoring-drift';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { EnvSchema } from './environment.ts';

function services(): CheckMonitoringDriftServices {
  const { ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    scratch: lambdaScratch(process.env, tmpdir()),
  };
}

export const handler = stageHandler({
  input: CheckMonitoringDriftInputSchema,
  output: CheckMonitoringDriftOutputSchema,
  services,
  step: checkMonitoringDrift,
});
