import { tmpdir } from 'node:os';
import { Logger } from '@aws-lambda-powertools/logger';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { dataRoutes } from '@optaic/mlops/api/server/data-routes';
import { presignDownload } from '@optaic/mlops/api/server/presign-download.s3';
import { presignUpload } from '@optaic/mlops/api/server/presign-upload.s3';
import { createRouter } from '@optaic/mlops/api/server/router';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

// Once per cold start: a missing variable fails the first request, by name.
const env = EnvSchema.parse(process.env);
const registry = createRegistry({
  client: new DynamoDBClient(),
  registryTable: env.REGISTRY_TABLE,
  activityTable: env.ACTIVITY_TABLE,
});
const s3 = new S3Client({ requestChecksumCalculation: 'WHEN_REQUIRED' });
const bucket = env.DATA_BUCKET;

export const handler = createRouter(
  'api-data',
  dataRoutes({
    registry,
    data: createObjectStore({ s3: new S3Client(), bucket }),
    scratch: { directory: tmpdir(), memorySizeMiB: 2_048 },
    presignUpload: (request) => presignUpload(request, { s3, bucket }),
    presignDownload: (request) => presignDownload(request, { s3, bucket }),
  }),
  { now: systemNow, logger: new Logger() },
);
