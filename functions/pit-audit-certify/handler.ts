import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import {
  CertifyPitAuditInputSchema,
  CertifyPitAuditOutputSchema,
  type CertifyPitAuditServices,
  certifyPitAudit,
} from '@optaic/mlops/pipeline/certify-pit-audit';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): CertifyPitAuditServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: CertifyPitAuditInputSchema,
  output: CertifyPitAuditOutputSchema,
  services,
  step: certifyPitAudit,
});
