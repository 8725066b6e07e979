import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@aws-lambda-powertools/logger';
import { S3Client } from '@aws-sdk/client-s3';
import {
  AuditTrainingInputSchema,
  AuditTrainingOutputSchema,
  type AuditTrainingServices,
  auditTraining,
} from '@optaic/mlops/pipeline/audit-training';
import { keptDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import { definitionLog } from '@optaic/mlops/pipeline/definition-log';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { EnvSchema } from './environment.ts';

function services(): AuditTrainingServices {
  const { DATA_BUCKET, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const s3 = new S3Client();
  const data = createObjectStore({ s3, bucket: DATA_BUCKET });
  return {
    artifacts: createObjectStore({ s3, bucket: ARTIFACTS_BUCKET }),
    datasetFiles: keptDatasetFiles(data, join(tmpdir(), 'datasets')),
    log: definitionLog(new Logger()),
    scratch: lambdaScratch(process.env, tmpdir()),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: AuditTrainingInputSchema,
  output: AuditTrainingOutputSchema,
  services,
  step: auditTraining,
});
