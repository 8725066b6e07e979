import type { ServiceRequest } from '../service.ts';
import { S3Error } from './s3-error.ts';

/** Query names that pick another operation on the same path. */
// biome-ignore format: a list
const SUBRESOURCES = new Set([
  'accelerate', 'acl', 'analytics', 'attributes', 'cors', 'delete', 'encryption', 'intelligent-tiering', 'inventory',
  'legal-hold', 'lifecycle', 'list-type', 'location', 'logging', 'metrics', 'notification', 'object-lock',
  'ownershipControls', 'partNumber', 'policy', 'policyStatus', 'publicAccessBlock', 'renameObject', 'replication',
  'requestPayment', 'restore', 'retention', 'select', 'session', 'tagging', 'torrent', 'uploadId', 'uploads',
  'versioning', 'versions', 'website',
]);

const OPERATIONS = {
  'GET object ': 'GetObject',
  'HEAD object ': 'HeadObject',
  'PUT object ': 'PutObject',
  'DELETE object ': 'DeleteObject',
  'POST object uploads': 'CreateMultipartUpload',
  'PUT object partNumber,uploadId': 'UploadPart',
  'GET object uploadId': 'ListParts',
  'POST object uploadId': 'CompleteMultipartUpload',
  'DELETE object uploadId': 'AbortMultipartUpload',
  'HEAD bucket ': 'HeadBucket',
  'GET bucket list-type': 'ListObjectsV2',
  'POST bucket delete': 'DeleteObjects',
} as const;

export type S3Operation = (typeof OPERATIONS)[keyof typeof OPERATIONS];

export interface S3Route {
  /** Undefined: not emulated. */
  readonly operation: S3Operation | undefined;
  readonly bucket: string;
  /** Decoded; empty for operations on the bucket. */
  readonly key: string;
  /** For messages: `PUT object ?acl`. */
  readonly label: string;
}

/** Path-style addressing: `/bucket/key`. */
export function routeS3({ method, path, query, headers }: ServiceRequest): S3Route {
  const [, bucket = '', rawKey = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const key = decodeKey(rawKey);
  const scope = bucket === '' ? 'service' : key === '' ? 'bucket' : 'object';
  const subresources = [...new Set(query.keys())].filter((name) => SUBRESOURCES.has(name)).sort();
  const name = `${method} ${scope} ${subresources.join(',')}`;
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  return {
    operation: isOperation(name) && !isCopy ? OPERATIONS[name] : undefined,
    bucket,
    key,
    label: isCopy
      ? `${method} ${scope} with x-amz-copy-source`
      : name.trim().replace(/ (\S+)$/, subresources.length ? ' ?$1' : ' $1'),
  };
}

const isOperation = (name: string): name is keyof typeof OPERATIONS => Object.hasOwn(OPERATIONS, name);

function decodeKey(raw: string): string {
  let key: string;
  try {
    key = decodeURIComponent(raw);
  } catch {
    throw new S3Error(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
  if (Buffer.byteLength(key) > 1024)
    throw new S3Error(400, 'KeyTooLongError', 'Your key is too long: the limit is 1024 bytes');
  return key;
}
