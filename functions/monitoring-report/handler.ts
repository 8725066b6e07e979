import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import {
  ReportMonitoringInputSchema,
  ReportMonitoringOutputSchema,
  type ReportMonitoringServices,
  reportMonitoring,
} from '@optaic/mlops/pipeline/report-monitoring';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): ReportMonitoringServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  const client = new DynamoDBClient();
  return {
    registry: createRegistry({ client, registryTable: REGISTRY_TABLE, activityTable: ACTIVITY_TABLE }),
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: ReportMonitoringInputSchema,
  output: ReportMonitoringOutputSchema,
  services,
  step: reportMonitoring,
});
