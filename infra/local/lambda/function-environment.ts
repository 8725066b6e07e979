import { join } from 'node:path';
import type { AwsCredentials } from '../gateway/credentials.ts';
import type { FunctionDefinition } from './function-definition.ts';

export interface FunctionSurroundings {
  readonly credentials: AwsCredentials;
  readonly region: string;
  /** Where AWS calls go. */
  readonly awsUrl: string;
  /** The host's node_modules, in the place of the layers. */
  readonly modulesDirectory: string;
  readonly scratchDirectory: string;
}

/**
 * The variables that Lambda adds to the declared ones, as far as programs read them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
  definition: FunctionDefinition,
  { credentials, region, awsUrl, modulesDirectory, scratchDirectory }: FunctionSurroundings,
): Readonly<Record<string, string>> {
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    NODE_PATH: modulesDirectory,
    _HANDLER: definition.handler,
    LAMBDA_TASK_ROOT: definition.codeDirectory,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memorySizeMiB),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroupName,
    AWS_LAMBDA_LOG_STREAM_NAME: `[$LATEST]${definition.name}`,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL: awsUrl,
    // Nothing of the person who runs this, and no credentials but these.
    AWS_CONFIG_FILE: join(scratchDirectory, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(scratchDirectory, 'no-credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
