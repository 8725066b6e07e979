import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openKeyValueStore } from '../key-value-store.ts';
import { readBody } from '../read-body.ts';
import type { AccessNeed, LocalService, ServiceContext, ServiceRequest, ServiceResponse } from '../service.ts';
import { type SecretLookup, verifySignature } from '../signature-v4.ts';
import { type OnStorageFailure, unexpectedMessage } from '../storage-failure.ts';
import { deletedKeys, describeS3Access } from './access.ts';
import { openBlobStore } from './blob-store.ts';
import { checksumOf, isChecksumAlgorithm } from './checksum.ts';
import { assertReadConditions, assertWriteConditions, byteRange } from './conditions.ts';
import { listObjectsV2 } from './list-objects.ts';
import { createMultipart } from './multipart.ts';
import { keptHeaders, readHeaders, writtenHeaders } from './object-headers.ts';
import { createObjectIndex, type StoredObject } from './object-index.ts';
import { createObjectWriter, removeQuietly } from './object-writer.ts';
import { declaredChecksums, receiveBody } from './receive-body.ts';
import { routeS3, type S3Operation, type S3Route } from './route.ts';
import { accessDenied, noSuchKey, notImplemented, S3Error, s3ErrorResponse } from './s3-error.ts';
import { signatureDenial } from './signature-denial.ts';
import { element, S3_NAMESPACE, XML_DECLARATION } from './xml.ts';

export interface S3Options {
  /** The runtime's state folder. */
  readonly stateDir: string;
  readonly now: () => Date;
  /** @default 'aws' */
  readonly partition?: string;
  /** Given: presigned URLs are verified here too. */
  readonly secretFor?: SecretLookup;
  readonly onStorageFailure?: OnStorageFailure;
}

export interface BucketDefinition {
  readonly name: string;
  /** @default false */
  readonly isVersioned?: boolean;
}

export interface S3 extends LocalService {
  /** Creates the bucket or brings its versioning up to date; the objects stay. */
  ensureBucket(bucket: BucketDefinition): Promise<void>;
  /** The permissions that a request needs. */
  describeAccess(request: ServiceRequest): AccessNeed[];
}

const MAX_DELETED_KEYS = 1000;

/**
 * S3 over the file system: immutable blob files, and an index that names them. An object is there once its blob and the
 * index are on the disk, so a kill at any instant leaves the old object or the new one. Path-style addressing.
 * A versioned bucket gives version ids, but keeps only the newest version, and a delete leaves no marker.
 */
export async function createS3(options: S3Options): Promise<S3> {
  const { stateDir, now, partition = 'aws', secretFor, onStorageFailure } = options;
  const directory = join(stateDir, 's3');
  const database = await openKeyValueStore(join(directory, 'index'));
  const index = createObjectIndex(database);
  const blobs = await openBlobStore(join(directory, 'blobs'));
  await blobs.sweep(await index.usedBlobs());
  const stores = { index, blobs, now, newId: () => randomUUID().replaceAll('-', '') };
  const writer = createObjectWriter(stores);
  const multipart = createMultipart(stores, writer);

  function getObject(
    { bucket, key }: S3Route,
    { query }: ServiceRequest,
    { mayList = true }: ServiceContext,
  ): StoredObject {
    const object = index.findObject(bucket, key);
    if (object === undefined) throw mayList ? noSuchKey() : accessDenied();
    const versionId = query.get('versionId');
    if (versionId !== null && versionId !== object.versionId) {
      throw new S3Error(404, 'NoSuchVersion', 'The specified version does not exist: only the newest one is kept');
    }
    return object;
  }

  async function read(route: S3Route, request: ServiceRequest, context: ServiceContext): Promise<ServiceResponse> {
    const object = getObject(route, request, context);
    assertReadConditions(request.headers, object);
    const range = byteRange(request.headers.range, object.size);
    const { start, end } = range ?? { start: 0, end: object.size - 1 };
    const headers = {
      ...readHeaders(request, object, range === undefined),
      'content-length': String(end - start + 1),
      ...(range !== undefined && { 'content-range': `bytes ${start}-${end}/${object.size}` }),
    };
    const status = range === undefined ? 200 : 206;
    if (request.method === 'HEAD' || object.size === 0) return { status, headers };
    return { status, headers, body: blobs.read(object.segments, start, end) };
  }

  async function put({ bucket, key }: S3Route, request: ServiceRequest): Promise<ServiceResponse> {
    const headers = keptHeaders(request);
    // Checked again at the write; here, so that nobody uploads a gigabyte in vain.
    assertWriteConditions(request.headers, index.findObject(bucket, key));
    const { segment, md5, checksums } = await receiveBody(request, blobs);
    const draft = {
      key,
      segments: [segment],
      size: segment.size,
      etag: md5,
      headers,
      checksums,
      checksumType: 'FULL_OBJECT' as const,
    };
    try {
      return { status: 200, headers: writtenHeaders(await writer.put(bucket, draft, request.headers)) };
    } catch (error) {
      // After any other error the index may name the blob; if it does not, the next start sweeps it.
      if (error instanceof S3Error) await removeQuietly(blobs, [segment]);
      throw error;
    }
  }

  async function deleteMany({ bucket }: S3Route, request: ServiceRequest): Promise<ServiceResponse> {
    const body = await readBody(request.body);
    assertBodyChecksums(request, body);
    const keys = deletedKeys(body.toString());
    if (keys.length === 0 || keys.length > MAX_DELETED_KEYS) {
      throw new S3Error(400, 'MalformedXML', `Delete takes 1 to ${MAX_DELETED_KEYS} keys, and here are ${keys.length}`);
    }
    const deleted: string[] = [];
    for (const key of keys) {
      await writer.delete(bucket, key);
      deleted.push(element('Deleted', [element('Key', key)]));
    }
    return document(element('DeleteResult', deleted, S3_NAMESPACE));
  }

  const operations: Readonly<
    Record<S3Operation, (route: S3Route, request: ServiceRequest, context: ServiceContext) => Promise<ServiceResponse>>
  > = {
    GetObject: read,
    HeadObject: read,
    PutObject: put,
    DeleteObject: async ({ bucket, key }) => {
      await writer.delete(bucket, key);
      return { status: 204, headers: {} };
    },
    DeleteObjects: deleteMany,
    HeadBucket: async () => ({ status: 200, headers: {} }),
    ListObjectsV2: async ({ bucket }, { query }) => document(await listObjectsV2(index, bucket, query)),
    CreateMultipartUpload: multipart.create,
    UploadPart: multipart.uploadPart,
    ListParts: multipart.listParts,
    CompleteMultipartUpload: multipart.complete,
    AbortMultipartUpload: multipart.abort,
  };

  async function run(request: ServiceRequest, context: ServiceContext): Promise<ServiceResponse> {
    if (secretFor !== undefined && request.query.has('X-Amz-Signature')) {
      const check = verifySignature(request, secretFor, now());
      if ('problem' in check) throw signatureDenial(check);
    }
    const route = routeS3(request);
    if (route.operation === undefined) throw notImplemented(`s3 ${route.label}`);
    if (index.findBucket(route.bucket) === undefined) {
      throw new S3Error(404, 'NoSuchBucket', `The specified bucket ${route.bucket} does not exist`);
    }
    return operations[route.operation](route, request, context);
  }

  return {
    name: 's3',
    async ensureBucket({ name, isVersioned = false }) {
      const existing = index.findBucket(name);
      if (existing?.isVersioned === isVersioned) return;
      await index.saveBucket({ name, isVersioned, createdAt: existing?.createdAt ?? now().toISOString() });
    },
    describeAccess: (request) => describeS3Access(request, partition),
    async handle(request, context = {}) {
      try {
        return await run(request, context);
      } catch (error) {
        if (error instanceof S3Error) return s3ErrorResponse(error, request.method, request.path);
        const message = unexpectedMessage(error, directory, onStorageFailure);
        return s3ErrorResponse(new S3Error(500, 'InternalError', message), request.method, request.path);
      }
    },
    close: () => database.close(),
  };
}

function assertBodyChecksums(request: ServiceRequest, body: Buffer): void {
  for (const [algorithm, value] of Object.entries(declaredChecksums(request))) {
    if (isChecksumAlgorithm(algorithm) && checksumOf(algorithm, body).toString('base64') !== value) {
      throw new S3Error(
        400,
        'BadDigest',
        `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
      );
    }
  }
}

const document = (xml: string): ServiceResponse => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xml.startsWith(XML_DECLARATION) ? xml : XML_DECLARATION + xml,
});
