import type { ServiceRequest } from '../service.ts';
import type { StoredObject } from './object-index.ts';
import { noSuchKey, notImplemented, S3Error } from './s3-error.ts';

const preconditionFailed = () =>
  new S3Error(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
export function assertWriteConditions(headers: ServiceRequest['headers'], existing: StoredObject | undefined): void {
  const ifNoneMatch = headers['if-none-match'];
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') throw notImplemented('If-None-Match other than * on a write');
  if (ifNoneMatch === '*' && existing !== undefined) throw preconditionFailed();
  const ifMatch = headers['if-match'];
  if (ifMatch === undefined) return;
  if (existing === undefined) throw noSuchKey();
  if (!namesEtag(ifMatch, existing.etag)) throw preconditionFailed();
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-reads.html */
export function assertReadConditions(headers: ServiceRequest['headers'], object: StoredObject): void {
  const modifiedAt = Math.floor(Date.parse(object.lastModified) / 1000) * 1000;
  const ifMatch = headers['if-match'];
  const ifNoneMatch = headers['if-none-match'];
  const modifiedSince = Date.parse(headers['if-modified-since'] ?? '');
  const unmodifiedSince = Date.parse(headers['if-unmodified-since'] ?? '');
  if (ifMatch !== undefined) {
    if (!namesEtag(ifMatch, object.etag)) throw preconditionFailed();
  } else if (modifiedAt > unmodifiedSince) throw preconditionFailed();
  const isUnchanged = ifNoneMatch !== undefined ? namesEtag(ifNoneMatch, object.etag) : modifiedAt <= modifiedSince;
  if (isUnchanged) throw new S3Error(304, 'NotModified', 'Not Modified', { etag: `"${object.etag}"` });
}

const namesEtag = (header: string, etag: string) =>
  header.split(',').some((part) => part.trim() === '*' || part.trim().replaceAll('"', '') === etag);

/**
 * The bytes that a Range header asks for; undefined: all of them. As in S3, a header with several ranges, or one that is not
 * understood, counts for nothing.
 */
export function byteRange(header: string | undefined, size: number): { start: number; end: number } | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined;
  const start = first === '' ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || (first === '' && Number(last) === 0)) {
    throw new S3Error(416, 'InvalidRange', 'The requested range is not satisfiable', {
      'content-range': `bytes */${size}`,
    });
  }
  return { start, end };
}
