import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { customResourceHandler } from '@optaic/mlops/pipeline/custom-resource';
import { createObjectStore } from '@optaic/mlops/pipeline/object-store.s3';
import { type RegisterDefinitionServices, registerDefinition } from '@optaic/mlops/pipeline/register-definition';
import { systemNow } from '@optaic/mlops/pipeline/system-clock';
import { createRegistry } from '@optaic/mlops/registry/create-registry';
import { EnvSchema } from './environment.ts';

function services(): RegisterDefinitionServices {
  const { REGISTRY_TABLE, ACTIVITY_TABLE, ARTIFACTS_BUCKET } = EnvSchema.parse(process.env);
  return {
    registry: createRegistry({
      client: new DynamoDBClient(),
      registryTable: REGISTRY_TABLE,
      activityTable: ACTIVITY_TABLE,
    }),
    artifacts: createObjectStore({ s3: new S3Client(), bucket: ARTIFACTS_BUCKET }),
    // The build puts the definitions' bundles beside this one.
    readBundle: (name) => readFile(join(__dirname, 'definitions', `${name}.js`)),
    now: systemNow,
  };
}

export const handler = customResourceHandler({ services, provision: registerDefinition });
