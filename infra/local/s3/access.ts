import type { AccessNeed, ServiceRequest } from '../service.ts';
import { routeS3, type S3Operation } from './route.ts';
import { childText, innerXml } from './xml.ts';

const OBJECT_ACTIONS: Partial<Readonly<Record<S3Operation, string>>> = {
  GetObject: 'GetObject',
  HeadObject: 'GetObject',
  PutObject: 'PutObject',
  CreateMultipartUpload: 'PutObject',
  UploadPart: 'PutObject',
  CompleteMultipartUpload: 'PutObject',
  ListParts: 'ListMultipartUploadParts',
  AbortMultipartUpload: 'AbortMultipartUpload',
  DeleteObject: 'DeleteObject',
};

/**
 * The permissions of an S3 request, as AWS authorises it. DeleteObjects needs one for each key when its body has been read,
 * and one for all keys of the bucket when it has not. What is not emulated needs `s3:*`: it fails for a narrow role, and
 * reaches the 501 for the rest.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
export function describeS3Access(request: ServiceRequest, partition = 'aws'): AccessNeed[] {
  const { operation, bucket, key } = routeS3(request);
  const bucketArn = `arn:${partition}:s3:::${bucket}`;
  if (operation === 'HeadBucket') return [{ action: 's3:ListBucket', resource: bucketArn }];
  if (operation === 'ListObjectsV2')
    return [{ action: 's3:ListBucket', resource: bucketArn, context: listContext(request) }];
  if (operation === 'DeleteObjects') {
    const keys = Buffer.isBuffer(request.body) ? deletedKeys(request.body.toString()) : ['*'];
    return keys.map((each) => ({ action: 's3:DeleteObject', resource: `${bucketArn}/${each}` }));
  }
  const action = operation === undefined ? undefined : OBJECT_ACTIONS[operation];
  if (action === undefined) return [{ action: 's3:*', resource: key === '' ? bucketArn : `${bucketArn}/${key}` }];
  const isVersioned = request.query.has('versionId') && (action === 'GetObject' || action === 'DeleteObject');
  const context = objectContext(request);
  return [
    {
      action: `s3:${action}${isVersioned ? 'Version' : ''}`,
      resource: `${bucketArn}/${key}`,
      ...(Object.keys(context).length > 0 && { context }),
    },
  ];
}

/** The keys of a DeleteObjects body. */
export function deletedKeys(document: string): string[] {
  return innerXml(document, 'Object').flatMap((object) => childText(object, 'Key') ?? []);
}

function listContext({ query }: ServiceRequest): Record<string, string> {
  const maxKeys = query.get('max-keys');
  const delimiter = query.get('delimiter');
  const prefix = query.get('prefix');
  return {
    ...(prefix !== null && { 's3:prefix': prefix }),
    ...(delimiter !== null && { 's3:delimiter': delimiter }),
    ...(maxKeys !== null && { 's3:max-keys': maxKeys }),
  };
}

const CONDITION_HEADERS = [
  'x-amz-server-side-encryption',
  'x-amz-content-sha256',
  'x-amz-storage-class',
  'if-none-match',
  'if-match',
];

function objectContext({ headers, query }: ServiceRequest): Record<string, string> {
  const context: Record<string, string> = {};
  for (const name of CONDITION_HEADERS) {
    const value = headers[name];
    if (value !== undefined) context[`s3:${name}`] = value;
  }
  const versionId = query.get('versionId');
  if (versionId !== null) context['s3:VersionId'] = versionId;
  return context;
}
