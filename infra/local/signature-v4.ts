import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { ServiceRequest } from './service.ts';

/** What a request says of its signer; nothing of it is proven before `verifySignature`. */
export interface RequestSignature {
  readonly accessKeyId: string;
  /** `20200301` */
  readonly date: string;
  readonly region: string;
  /** Of the credential scope: `dynamodb`, `s3`, `states`, `events`, … */
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `20200301T120000Z` */
  readonly timestamp: string;
  /** Of a presigned URL; absent: signed in the Authorization header. */
  readonly expiresSeconds?: number;
  readonly sessionToken?: string;
}

export type SignatureProblem =
  | 'missing'
  | 'unknown_key'
  | 'mismatch'
  | 'expired'
  | 'not_yet_valid'
  | 'skewed'
  | 'unsigned_header';

export type SignatureCheck =
  | { readonly accessKeyId: string; readonly signature: RequestSignature }
  | { readonly problem: SignatureProblem; readonly message: string };

/** The secret of an access key; undefined when there is no such key. */
export type SecretLookup = (accessKeyId: string) => string | undefined;

const ALGORITHM = 'AWS4-HMAC-SHA256';
const MAX_PRESIGNED_SECONDS = 7 * 24 * 3600;
const MAX_SKEW_MS = 15 * 60 * 1000;

/** The signature that a request carries, in its header or in its query. */
export function findSignature({ headers, query }: ServiceRequest): RequestSignature | undefined {
  const presigned = query.get('X-Amz-Algorithm') === ALGORITHM;
  const fields = presigned ? queryFields(query) : headerFields(headers);
  const [accessKeyId, date, region, service, terminator] = splitCredential(fields.credential);
  if (accessKeyId === undefined || !date || !region || !service || terminator !== 'aws4_request') return undefined;
  if (!fields.signature || !fields.signedHeaders || !fields.timestamp?.startsWith(date)) return undefined;
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: fields.signedHeaders.split(';'),
    signature: fields.signature,
    timestamp: fields.timestamp,
    ...(presigned && { expiresSeconds: Number(query.get('X-Amz-Expires')) }),
    ...(fields.sessionToken !== undefined && { sessionToken: fields.sessionToken }),
  };
}

/**
 * Checks AWS Signature Version 4, in the Authorization header or in the query of a presigned URL.
 * A body that no `x-amz-content-sha256` stands for must have been read into a Buffer.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function verifySignature(request: ServiceRequest, secretFor: SecretLookup, now: Date): SignatureCheck {
  const signature = findSignature(request);
  if (signature === undefined) return { problem: 'missing', message: 'the request carries no AWS signature' };
  const secret = secretFor(signature.accessKeyId);
  if (secret === undefined) {
    return { problem: 'unknown_key', message: `the access key ${signature.accessKeyId} does not exist` };
  }
  const timing = timeProblem(signature, now);
  if (timing !== undefined) return timing;
  const unsigned = requiredHeaders(request, signature).find((name) => !signature.signedHeaders.includes(name));
  if (unsigned !== undefined) {
    return { problem: 'unsigned_header', message: `the header ${unsigned} is present but not signed` };
  }
  if (!sameText(signature.signature, expectedSignature(request, signature, secret))) {
    return {
      problem: 'mismatch',
      message: 'The request signature we calculated does not match the signature you provided.',
    };
  }
  return { accessKeyId: signature.accessKeyId, signature };
}

/** The signature that the holder of `secret` would give the request; lower-case hex. */
export function expectedSignature(request: ServiceRequest, signature: RequestSignature, secret: string): string {
  const { date, region, service, timestamp } = signature;
  const stringToSign = [
    ALGORITHM,
    timestamp,
    `${date}/${region}/${service}/aws4_request`,
    sha256(canonicalRequest(request, signature)),
  ].join('\n');
  const key = [region, service, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, date));
  return hmac(key, stringToSign).toString('hex');
}

function canonicalRequest(request: ServiceRequest, { service, signedHeaders }: RequestSignature): string {
  const { method, path, headers } = request;
  // S3 signs the path as it is sent; the other services sign it encoded once more.
  const canonicalPath = service === 's3' ? path : path.split('/').map(encode).join('/');
  return [
    method,
    canonicalPath || '/',
    canonicalQuery(request.query),
    ...signedHeaders.map((name) => `${name}:${headerText(headers[name] ?? '')}`),
    '',
    signedHeaders.join(';'),
    payloadHash(request),
  ].join('\n');
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a, x], [b, y]) => (a < b ? -1 : a > b ? 1 : x < y ? -1 : x > y ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

// Node reads header bytes as Latin-1; they were signed as UTF-8.
const headerText = (value: string) => Buffer.from(value, 'latin1').toString('utf8').trim().replace(/\s+/g, ' ');

function payloadHash({ headers, query, body }: ServiceRequest): string {
  const declared = headers['x-amz-content-sha256'] ?? query.get('X-Amz-Content-Sha256');
  // A digest counts for the body that came, if we have it; a streamed body is checked by the service that reads it.
  if (declared != null) return Buffer.isBuffer(body) && /^[\da-f]{64}$/.test(declared) ? sha256(body) : declared;
  if (query.has('X-Amz-Algorithm')) return 'UNSIGNED-PAYLOAD';
  if (!Buffer.isBuffer(body)) throw new Error('the body must be read before its signature can be checked');
  return sha256(body);
}

/** AWS insists that the host and every `x-amz-` header that is sent are signed. */
function requiredHeaders({ headers }: ServiceRequest, { expiresSeconds }: RequestSignature): string[] {
  const isRequired = (name: string) =>
    name === 'host' ||
    (name.startsWith('x-amz-') && !(expiresSeconds !== undefined && name === 'x-amz-content-sha256'));
  return Object.keys(headers).filter(isRequired);
}

function timeProblem({ timestamp, expiresSeconds }: RequestSignature, now: Date): SignatureCheck | undefined {
  const signedAt = parseTimestamp(timestamp);
  const age = now.getTime() - signedAt;
  if (Number.isNaN(signedAt)) return { problem: 'mismatch', message: `the date ${timestamp} is not a time` };
  if (expiresSeconds === undefined) {
    return Math.abs(age) > MAX_SKEW_MS
      ? { problem: 'skewed', message: 'The difference between the request time and the current time is too large.' }
      : undefined;
  }
  if (!(expiresSeconds >= 0 && expiresSeconds <= MAX_PRESIGNED_SECONDS)) {
    return { problem: 'mismatch', message: `X-Amz-Expires must be between 0 and ${MAX_PRESIGNED_SECONDS} seconds` };
  }
  if (age < -MAX_SKEW_MS) return { problem: 'not_yet_valid', message: 'Request is not valid yet' };
  return age > expiresSeconds * 1000 ? { problem: 'expired', message: 'Request has expired' } : undefined;
}

function parseTimestamp(text: string): number {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return Number.NaN;
  const [, year, month, day, hour, minute, second] = match;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

interface SignatureFields {
  readonly credential: string;
  readonly signature?: string | undefined;
  readonly signedHeaders?: string | undefined;
  readonly timestamp?: string | undefined;
  readonly sessionToken?: string | undefined;
}

function queryFields(query: URLSearchParams): SignatureFields {
  const get = (name: string) => query.get(name) ?? undefined;
  return {
    credential: get('X-Amz-Credential') ?? '',
    signature: get('X-Amz-Signature'),
    signedHeaders: get('X-Amz-SignedHeaders'),
    timestamp: get('X-Amz-Date'),
    sessionToken: get('X-Amz-Security-Token'),
  };
}

function headerFields(headers: ServiceRequest['headers']): SignatureFields {
  const authorization = headers.authorization ?? '';
  const get = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1];
  return {
    credential: authorization.startsWith(`${ALGORITHM} `) ? (get('Credential') ?? '') : '',
    signature: get('Signature'),
    signedHeaders: get('SignedHeaders'),
    timestamp: headers['x-amz-date'],
    sessionToken: headers['x-amz-security-token'],
  };
}

/** An access key may itself hold slashes, so the scope is taken from the end. */
function splitCredential(credential: string): (string | undefined)[] {
  const parts = credential.split('/');
  const scope = parts.splice(-4);
  return parts.length === 0 ? [] : [parts.join('/'), ...scope];
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sameText = (a: string, b: string) => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
