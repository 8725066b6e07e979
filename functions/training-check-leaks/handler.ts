import { tmpdir } from 'node:os';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CheckLeaksInputSchema,
  CheckLeaksOutputSchema,
  type CheckLeaksServices,
  checkLeaks,
} from '@optaic/mlops/pipeline/check-leaks';
import { definitionLog } from '@optaic/mlops/pipeline/definition-log';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { EnvSchema } from './environment.ts';

function services(): CheckLeaksServices {
  const { ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    log: definitionLog(new Logger()),
    scratch: lambdaScratch(process.env, tmpdir()),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: CheckLeaksInputSchema,
  output: CheckLeaksOutputSchema,
  services,
  step: checkLeaks,
});
