import { describe, expect, it } from 'vitest';
import { describeS3Access } from './access.ts';

const needs = (method: string, target: string, headers = {}, body = '') => {
  const { pathname, searchParams } = new URL(target, 'http://127.0.0.1');
  const request = { method, path: pathname, query: searchParams, headers, body: Buffer.from(body) };
  return describeS3Access(request).map(({ action, resource, context }) => [
    action,
    resource,
    ...(context ? [context] : []),
  ]);
};

describe('describeS3Access', () => {
  it.each([
    ['GET', '/b/a%20b/c', 's3:GetObject'],
    ['HEAD', '/b/a%20b/c', 's3:GetObject'],
    ['PUT', '/b/a%20b/c', 's3:PutObject'],
    ['POST', '/b/a%20b/c?uploads', 's3:PutObject'],
    ['PUT', '/b/a%20b/c?partNumber=1&uploadId=u', 's3:PutObject'],
    ['POST', '/b/a%20b/c?uploadId=u', 's3:PutObject'],
    ['GET', '/b/a%20b/c?uploadId=u', 's3:ListMultipartUploadParts'],
    ['DELETE', '/b/a%20b/c?uploadId=u', 's3:AbortMultipartUpload'],
    ['DELETE', '/b/a%20b/c', 's3:DeleteObject'],
  ])('asks for one permission on the object: %s %s', (method, target, action) => {
    expect(needs(method, target)).toEqual([[action, 'arn:aws:s3:::b/a b/c']]);
  });

  it('asks for ListBucket on the bucket, with the prefix as a condition key', () => {
    expect(needs('GET', '/b/?list-type=2&prefix=runs%2F&delimiter=%2F')).toEqual([
      ['s3:ListBucket', 'arn:aws:s3:::b', { 's3:prefix': 'runs/', 's3:delimiter': '/' }],
    ]);
    expect(needs('GET', '/b?list-type=2')).toEqual([['s3:ListBucket', 'arn:aws:s3:::b', {}]]);
    expect(needs('HEAD', '/b')).toEqual([['s3:ListBucket', 'arn:aws:s3:::b']]);
  });

  it('asks for DeleteObject on each key of a DeleteObjects', () => {
    const body = '<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>c</Key></Object></Delete>';

    expect(needs('POST', '/b?delete', {}, body)).toEqual([
      ['s3:DeleteObject', 'arn:aws:s3:::b/a&b'],
      ['s3:DeleteObject', 'arn:aws:s3:::b/c'],
    ]);
  });

  it('asks for the version’s own action, and gives conditional headers as condition keys', () => {
    expect(needs('GET', '/b/k?versionId=v')).toEqual([
      ['s3:GetObjectVersion', 'arn:aws:s3:::b/k', { 's3:VersionId': 'v' }],
    ]);
    expect(needs('PUT', '/b/k', { 'if-none-match': '*' })).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::b/k', { 's3:if-none-match': '*' }],
    ]);
  });

  it('asks for everything when the call is not emulated', () => {
    expect(needs('PUT', '/b/k?acl')).toEqual([['s3:*', 'arn:aws:s3:::b/k']]);
    expect(needs('PUT', '/b/k', { 'x-amz-copy-source': 'b/l' })).toEqual([['s3:*', 'arn:aws:s3:::b/k']]);
  });
});
