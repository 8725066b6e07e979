import { InvalidInputError } from '@optaic/mlops/base';
import { sha256Hex } from '@optaic/mlops/digest';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Caller } from '../roles.ts';

const IDEMPOTENCY_KEY_PATTERN = /^[\x21-\x7e]{1,128}$/;

/**
 * What makes a repeated request the same request: the caller, the route, its path and the Idempotency-Key;
 * without a key, the gateway's id of this very request.
 *
 * @throws {InvalidInputError} `request.parameter_invalid` for a key that is empty, over 128 characters or not printable.
 */
export function requestToken(caller: Caller, event: APIGatewayProxyEventV2): string {
  const key = event.headers['idempotency-key'];
  if (key === undefined) return sha256Hex(`request/${event.requestContext.requestId}`);
  if (!IDEMPOTENCY_KEY_PATTERN.test(key)) {
    throw new InvalidInputError(
      'request.parameter_invalid',
      'the Idempotency-Key must have 1 to 128 printable characters without spaces',
    );
  }
  return sha256Hex(['key', caller.subject, event.requestContext.http.method, event.rawPath, key].join('/'));
}
