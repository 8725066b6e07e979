import type { ServiceRequest } from '../service.ts';
import type { StoredObject } from './object-index.ts';
import { NO_VERSION } from './object-writer.ts';
import { headerOrQuery } from './receive-body.ts';
import { invalidRequest, notImplemented } from './s3-error.ts';

const KEPT = ['content-type', 'cache-control', 'content-disposition', 'content-language', 'expires'];
const REFUSED =
  /^x-amz-(acl|grant-|tagging$|object-lock|website-redirect-location|server-side-encryption-|write-offset-bytes)/;
const OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-encoding',
  'content-language',
  'cache-control',
  'expires',
];
/** 2 KB of user metadata. */
const MAX_METADATA_BYTES = 2048;

/** What a write asks to keep with the object; refuses what would silently be lost. */
export function keptHeaders(request: ServiceRequest): Record<string, string> {
  const kept: Record<string, string> = { 'content-type': 'binary/octet-stream' };
  let metadataBytes = 0;
  for (const name of new Set([...Object.keys(request.headers), ...request.query.keys()])) {
    const value = headerOrQuery(request, name) ?? '';
    if (REFUSED.test(name)) throw notImplemented(`the header ${name}`);
    if (name.startsWith('x-amz-meta-')) metadataBytes += name.length - 'x-amz-meta-'.length + value.length;
    if (name.startsWith('x-amz-meta-') || (KEPT.includes(name) && request.headers[name] !== undefined))
      kept[name] = value;
  }
  if (metadataBytes > MAX_METADATA_BYTES) {
    throw invalidRequest(`Your metadata headers have ${metadataBytes} bytes: the limit is ${MAX_METADATA_BYTES}`);
  }
  const encryption = headerOrQuery(request, 'x-amz-server-side-encryption');
  if (encryption !== undefined && encryption !== 'AES256') throw notImplemented(`encryption by ${encryption}`);
  const codings = (request.headers['content-encoding'] ?? '').split(',').map((coding) => coding.trim());
  const coding = codings.filter((each) => each !== '' && each !== 'aws-chunked').join(',');
  return coding === '' ? kept : { ...kept, 'content-encoding': coding };
}

/** The headers of a read; `x-amz-checksum-…` only when asked for, and only of a whole object. */
export function readHeaders(request: ServiceRequest, object: StoredObject, isWhole: boolean): Record<string, string> {
  const withChecksums = headerOrQuery(request, 'x-amz-checksum-mode') === 'ENABLED' && isWhole;
  const overrides = OVERRIDES.flatMap((name) => {
    const value = request.query.get(`response-${name}`);
    return value === null ? [] : [[name, value]];
  });
  return {
    ...object.headers,
    ...Object.fromEntries(overrides),
    ...writtenHeaders(object, withChecksums),
    'last-modified': new Date(object.lastModified).toUTCString(),
    'accept-ranges': 'bytes',
  };
}

/** What S3 says of an object that was written. */
export function writtenHeaders(object: StoredObject, withChecksums = true): Record<string, string> {
  const checksums = Object.entries(object.checksums).map(([name, value]) => [`x-amz-checksum-${name}`, value]);
  return {
    etag: `"${object.etag}"`,
    ...(object.versionId !== NO_VERSION && { 'x-amz-version-id': object.versionId }),
    'x-amz-server-side-encryption': 'AES256',
    ...(withChecksums && checksums.length > 0 && { 'x-amz-checksum-type': object.checksumType }),
    ...(withChecksums && Object.fromEntries(checksums)),
  };
}
