import { UnavailableError } from '@optaic/mlops/base';

const TRANSIENT_NAMES: ReadonlySet<string> = new Set([
  'InternalServerError',
  'InternalFailure',
  'LimitExceededException',
  'NetworkingError',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'SlowDown',
  'ServiceUnavailable',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionInProgressException',
]);
const TRANSIENT_NETWORK = /\b(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|socket hang up)\b/;

/**
 * What an AWS call's failure is to us: UnavailableError `<service>.unavailable` when it was throttled, answered 5xx or never
 * answered; else the service's own error, so that a denial keeps its name and its message.
 */
export function translateAwsFailure(service: 'dynamodb' | 's3' | 'events' | 'states', error: unknown): unknown {
  const failure = serviceErrorIn(error);
  if (!isTransient(failure)) return failure;
  const { name, message } = failure;
  return new UnavailableError(`${service}.unavailable`, `${service} did not answer (${name}: ${message}); try again`, {
    cause: error,
  });
}

/** ElectroDB wraps what the SDK throws. */
function serviceErrorIn(error: unknown): unknown {
  return error instanceof Error && error.name === 'ElectroError' && error.cause instanceof Error ? error.cause : error;
}

function isTransient(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return (
    TRANSIENT_NAMES.has(error.name) ||
    TRANSIENT_NETWORK.test(`${'code' in error ? error.code : ''} ${error.message}`) ||
    httpStatusOf(error) >= 500
  );
}

/** The HTTP status an SDK error carries; 0 when there is none. */
export function httpStatusOf(error: unknown): number {
  if (!(error instanceof Error) || !('$metadata' in error)) return 0;
  const metadata = error.$metadata;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return 0;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : 0;
}
