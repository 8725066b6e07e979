import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { environmentFingerprint } from '@optaic/mlops/pipeline/environment-fingerprint';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import {
  PlanPitAuditInputSchema,
  PlanPitAuditOutputSchema,
  type PlanPitAuditServices,
  planPitAudit,
} from '@optaic/mlops/pipeline/plan-pit-audit';
import { stageHandler } from '@optaic/mlops/pipeline/stage-contract';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): PlanPitAuditServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    environment: environmentFingerprint({ node: process.versions.node, architecture: process.arch }),
    now: systemNow,
  };
}

export const handler = stageHandler({
  input: PlanPitAuditInputSchema,
  output: PlanPitAuditOutputSchema,
  services,
  step: planPitAudit,
});
