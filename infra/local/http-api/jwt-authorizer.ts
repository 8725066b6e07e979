import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose';
import type { JwtAuthorizerDefinition } from './api-definition.ts';

export type Authorization = { readonly claims: Readonly<Record<string, string>> } | { readonly status: 401 | 403 };

export type Authorize = (header: string | undefined, authorizer: JwtAuthorizerDefinition) => Promise<Authorization>;

/**
 * HTTP API's JWT authorizer: signature, issuer, expiry, then `aud` or, without it, `client_id`, then scopes.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function jwtAuthorizer(keys: JSONWebKeySet, now: () => number): Authorize {
  const keySet = createLocalJWKSet(keys);
  return async (header, { issuer, audience, scopes }) => {
    const token = header?.replace(/^Bearer /i, '');
    if (token === undefined) return { status: 401 };
    try {
      const { payload } = await jwtVerify(token, keySet, {
        issuer,
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp'],
        currentDate: new Date(now()),
      });
      const named = [payload.aud ?? payload.client_id ?? []].flat();
      if (!named.some((name) => audience.includes(String(name)))) return { status: 401 };
      if (!holdsScope(payload, scopes)) return { status: 403 };
      return { claims: claimsAsText(payload) };
    } catch (error) {
      if (error instanceof errors.JOSEError) return { status: 401 };
      throw error;
    }
  };
}

function holdsScope(payload: JWTPayload, scopes: readonly string[]): boolean {
  if (scopes.length === 0) return true;
  const held = String(payload.scope ?? payload.scp ?? '').split(' ');
  return scopes.some((scope) => held.includes(scope));
}

/** A function receives text only: an array as `[a b]`. */
function claimsAsText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  );
}
