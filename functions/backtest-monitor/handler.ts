import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { keptDatasetFiles } from '@optaic/mlops/pipeline/dataset-files';
import { lambdaScratch } from '@optaic/mlops/pipeline/lambda-scratch';
import {
  MonitorBacktestInputSchema,
  MonitorBacktestOutputSchema,
  type MonitorBacktestServices,
  monitorBacktest,
} from '@optaic/mlops/pipeline/monitor-backtest';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { EnvSchema } from './environment.ts';

function services(): MonitorBacktestServices {
  const { DATA_BUCKET, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const s3 = new S3Client();
  return {
    artifacts: createObjectStore({ s3, bucket: ARTIFACTS_BUCKET }),
    datasetFiles: keptDatasetFiles(createObjectStore({ s3, bucket: DATA_BUCKET }), join(tmpdir(), 'datasets')),
    scratch: lambdaScratch(process.env, tmpdir()),
  };
}

export const handler = stageHandler({
  input: MonitorBacktestInputSchema,
  output: MonitorBacktestOutputSchema,
  services,
  step: monitorBacktest,
});
