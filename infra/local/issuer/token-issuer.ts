import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, type JSONWebKeySet, SignJWT } from 'jose';

export const ROLES = ['viewer', 'researcher', 'approver', 'admin'] as const;
export type RoleName = (typeof ROLES)[number];

const TOKEN_SECONDS = 12 * 3600;

export interface TokenRequest {
  readonly subject: string;
  /** Cognito groups, which are the platform's roles. */
  readonly groups: readonly string[];
  /** Negative: a token that has expired already. @default 12 hours */
  readonly expiresInSeconds?: number;
}

export interface TokenIssuerOptions {
  readonly stateDir: string;
  /** The `iss` claim, and where the keys are found. */
  readonly issuer: string;
  readonly clientId: string;
  readonly now: () => number;
}

/** Stands in for a Cognito user pool: access tokens by an RSA key that stays in the state directory. */
export interface TokenIssuer {
  readonly keys: JSONWebKeySet;
  /** The documents under `/.well-known/`, by path. */
  readonly documents: Readonly<Record<string, object>>;
  issue(request: TokenRequest): Promise<string>;
}

export async function openTokenIssuer({ stateDir, issuer, clientId, now }: TokenIssuerOptions): Promise<TokenIssuer> {
  const privateKey = createPrivateKey(readKey(join(stateDir, 'issuer-key.pem')));
  const jwk = await exportJWK(createPublicKey(privateKey));
  const kid = String(jwk.n).slice(0, 16);
  const keys: JSONWebKeySet = { keys: [{ ...jwk, kid, alg: 'RS256', use: 'sig' }] };
  return {
    keys,
    documents: {
      '/.well-known/jwks.json': keys,
      '/.well-known/openid-configuration': {
        issuer,
        jwks_uri: `${issuer}/.well-known/jwks.json`,
        id_token_signing_alg_values_supported: ['RS256'],
      },
    },
    issue: ({ subject, groups, expiresInSeconds = TOKEN_SECONDS }) => {
      const issuedAt = Math.floor(now() / 1000);
      return new SignJWT({
        client_id: clientId,
        token_use: 'access',
        scope: 'openid',
        username: subject,
        'cognito:groups': [...groups],
      })
        .setProtectedHeader({ alg: 'RS256', kid })
        .setSubject(subject)
        .setIssuer(issuer)
        .setIssuedAt(Math.min(issuedAt, issuedAt + expiresInSeconds))
        .setExpirationTime(issuedAt + expiresInSeconds)
        .setJti(randomUUID())
        .sign(privateKey);
    },
  };
}

function readKey(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(path, pem, { mode: 0o600, flag: 'wx' });
  return pem;
}
