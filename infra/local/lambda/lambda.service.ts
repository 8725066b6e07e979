import { randomUUID } from 'node:crypto';
import type { HostedService } from '../gateway/aws-gateway.ts';
import { AwsServiceError, notEmulated } from '../json-service.ts';
import { readBody } from '../read-body.ts';
import type { AccessNeed, ServiceRequest, ServiceResponse } from '../service.ts';
import type { AsyncInvocations } from './async-invocations.ts';
import type { Functions } from './functions.ts';
import { payloadOf } from './invocation-outcome.ts';

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;
/** Lambda's limit for the payload of an asynchronous invocation. */
const ASYNC_LIMIT_BYTES = 1024 * 1024;

/** Lambda's Invoke, synchronous and as an event. */
export function lambdaService(functions: Functions, asyncInvocations: AsyncInvocations): HostedService {
  function functionOf({ path }: ServiceRequest): string | undefined {
    const name = INVOKE_PATH.exec(path)?.[1];
    return name === undefined ? undefined : decodeURIComponent(name);
  }

  async function handle(request: ServiceRequest): Promise<ServiceResponse> {
    const identifier = functionOf(request);
    if (identifier === undefined) throw notEmulated('lambda', `${request.method} ${request.path}`);
    const definition = functions.find(identifier);
    if (definition === undefined) {
      throw new AwsServiceError('ResourceNotFoundException', `Function not found: ${identifier}`, 404);
    }
    const payload = (await readBody(request.body)).toString() || '{}';
    const requestId = randomUUID();
    const headers = { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
    switch (request.headers['x-amz-invocation-type'] ?? 'RequestResponse') {
      case 'DryRun':
        return { status: 204, headers };
      case 'Event':
        if (Buffer.byteLength(payload) > ASYNC_LIMIT_BYTES) {
          throw new AwsServiceError('RequestTooLargeException', `the event exceeds ${ASYNC_LIMIT_BYTES} bytes`, 413);
        }
        asyncInvocations.enqueue(definition.arn, payload, requestId);
        return { status: 202, headers };
      default: {
        // Whoever calls through the gateway may be a function that holds a process while it waits.
        const outcome = await functions.invoke(definition.arn, payload, { requestId, isNested: true });
        if (!outcome.ok && outcome.error.errorType === 'RequestTooLargeException') {
          throw new AwsServiceError('RequestTooLargeException', outcome.error.errorMessage, 413);
        }
        const failure: Record<string, string> = outcome.ok ? {} : { 'x-amz-function-error': 'Unhandled' };
        return {
          status: 200,
          headers: { ...headers, ...failure, 'x-amz-executed-version': '$LATEST' },
          body: payloadOf(outcome),
        };
      }
    }
  }

  return {
    protocol: 'rest-json',
    describeAccess(request): AccessNeed[] {
      const identifier = functionOf(request) ?? '';
      return [{ action: 'lambda:InvokeFunction', resource: functions.find(identifier)?.arn ?? identifier }];
    },
    service: {
      name: 'lambda',
      async handle(request) {
        try {
          return await handle(request);
        } catch (error) {
          if (!(error instanceof AwsServiceError)) throw error;
          return {
            status: error.status,
            headers: { 'content-type': 'application/json', 'x-amzn-errortype': error.awsCode },
            body: JSON.stringify({ Type: 'User', message: error.message, Message: error.message }),
          };
        }
      },
      close: async () => {},
    },
  };
}
