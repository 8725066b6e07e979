import { createHash } from 'node:crypto';
import { readBody } from '../read-body.ts';
import type { ServiceRequest, ServiceResponse } from '../service.ts';
import { CHECKSUM_ALGORITHMS, checksumElement, checksumOf } from './checksum.ts';
import { createKeyedMutex } from './keyed-mutex.ts';
import { keptHeaders, writtenHeaders } from './object-headers.ts';
import { indexChange, type StoredObject, type StoredPart, type StoredUpload } from './object-index.ts';
import { type ObjectWriter, removeQuietly, type S3Stores } from './object-writer.ts';
import { type Checksums, receiveBody } from './receive-body.ts';
import { invalidRequest, noSuchUpload, S3Error } from './s3-error.ts';
import { childText, element, innerXml, S3_NAMESPACE, XML_DECLARATION } from './xml.ts';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MIN_PART_BYTES = 5 * 1024 ** 2;
const MAX_PARTS = 10_000;

export interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

/** Multipart uploads; parts are blobs, and completing is one atomic change of the index that names them in a row. */
export function createMultipart(stores: S3Stores, writer: ObjectWriter) {
  const { index, blobs, now, newId } = stores;
  const exclusive = createKeyedMutex();

  function getUpload({ bucket, key }: ObjectName, { query }: ServiceRequest): StoredUpload {
    const upload = index.findUpload(bucket, query.get('uploadId') ?? '');
    if (upload === undefined || upload.key !== key) throw noSuchUpload();
    return upload;
  }

  async function savePart({ bucket }: ObjectName, uploadId: string, part: StoredPart): Promise<void> {
    // Completed or aborted while the bytes came: nothing would ever name the blob.
    if (index.findUpload(bucket, uploadId) === undefined) {
      await removeQuietly(blobs, [part.segment]);
      throw noSuchUpload();
    }
    const replaced = index.findPart(uploadId, part.partNumber);
    await index.write([indexChange.putPart(uploadId, part)]);
    if (replaced !== undefined) await removeQuietly(blobs, [replaced.segment]);
  }

  async function join(name: ObjectName, request: ServiceRequest, document: string): Promise<StoredObject> {
    const upload = getUpload(name, request);
    const stored = await index.parts(upload.uploadId);
    const parts = chosenParts(document, stored);
    const draft = {
      key: name.key,
      segments: parts.map(({ segment }) => segment),
      size: parts.reduce((sum, { segment }) => sum + segment.size, 0),
      etag: `${md5OfParts(parts)}-${parts.length}`,
      headers: upload.headers,
      checksums: compositeChecksums(parts),
      checksumType: 'COMPOSITE' as const,
    };
    const dropUpload = indexChange.deleteUpload(name.bucket, upload.uploadId, stored);
    const object = await writer.put(name.bucket, draft, request.headers, dropUpload);
    const used = new Set(draft.segments.map(({ blob }) => blob));
    const unused = stored.map(({ segment }) => segment).filter(({ blob }) => !used.has(blob));
    await removeQuietly(blobs, unused);
    return object;
  }

  async function drop(name: ObjectName, request: ServiceRequest): Promise<void> {
    const { uploadId } = getUpload(name, request);
    const stored = await index.parts(uploadId);
    await index.write(indexChange.deleteUpload(name.bucket, uploadId, stored));
    const segments = stored.map(({ segment }) => segment);
    await removeQuietly(blobs, segments);
  }

  return {
    async create({ bucket, key }: ObjectName, request: ServiceRequest): Promise<ServiceResponse> {
      const upload = { uploadId: newId(), key, headers: keptHeaders(request), initiatedAt: now().toISOString() };
      await index.write([indexChange.putUpload(bucket, upload)]);
      return xml('InitiateMultipartUploadResult', [
        element('Bucket', bucket),
        element('Key', key),
        element('UploadId', upload.uploadId),
      ]);
    },

    async uploadPart(name: ObjectName, request: ServiceRequest): Promise<ServiceResponse> {
      const partNumber = Number(request.query.get('partNumber'));
      if (!Number.isInteger(partNumber) || partNumber < 1 || partNumber > MAX_PARTS) {
        throw new S3Error(
          400,
          'InvalidArgument',
          `Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`,
        );
      }
      const { uploadId } = getUpload(name, request);
      const { segment, md5, checksums } = await receiveBody(request, blobs);
      const part = { partNumber, segment, etag: md5, lastModified: now().toISOString(), checksums };
      await exclusive(uploadId, () => savePart(name, uploadId, part));
      const sums = Object.entries(checksums).map(([algorithm, value]) => [`x-amz-checksum-${algorithm}`, value]);
      return { status: 200, headers: { etag: `"${md5}"`, ...Object.fromEntries(sums) } };
    },

    async listParts(name: ObjectName, request: ServiceRequest): Promise<ServiceResponse> {
      const { uploadId } = getUpload(name, request);
      const parts = await index.parts(uploadId);
      return xml('ListPartsResult', [
        element('Bucket', name.bucket),
        element('Key', name.key),
        element('UploadId', uploadId),
        element('IsTruncated', false),
        ...parts.map((part) =>
          element('Part', [
            element('PartNumber', part.partNumber),
            element('LastModified', part.lastModified),
            element('ETag', `"${part.etag}"`),
            element('Size', part.segment.size),
          ]),
        ),
      ]);
    },

    async complete(name: ObjectName, request: ServiceRequest): Promise<ServiceResponse> {
      const { bucket, key } = name;
      const document = (await readBody(request.body)).toString();
      const { uploadId } = getUpload(name, request);
      const object = await exclusive(uploadId, () => join(name, request, document));
      const sums = CHECKSUM_ALGORITHMS.flatMap((each) => {
        const value = object.checksums[each];
        return value === undefined ? [] : [element(checksumElement(each), value)];
      });
      const result = xml('CompleteMultipartUploadResult', [
        element('Location', `/${bucket}/${key}`),
        element('Bucket', bucket),
        element('Key', key),
        element('ETag', `"${object.etag}"`),
        ...sums,
      ]);
      return { ...result, headers: { ...result.headers, ...writtenHeaders(object, false) } };
    },

    async abort(name: ObjectName, request: ServiceRequest): Promise<ServiceResponse> {
      const { uploadId } = getUpload(name, request);
      await exclusive(uploadId, () => drop(name, request));
      return { status: 204, headers: {} };
    },
  };
}

function chosenParts(document: string, stored: readonly StoredPart[]): StoredPart[] {
  const byNumber = new Map(stored.map((part) => [part.partNumber, part]));
  const wanted = innerXml(document, 'Part');
  if (wanted.length === 0) throw new S3Error(400, 'MalformedXML', 'You must specify at least one part');
  const numbers = wanted.map((part) => Number(childText(part, 'PartNumber')));
  if (numbers.some((number, position) => !(number > (numbers[position - 1] ?? 0)))) {
    throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
  }
  const parts = wanted.map((xmlPart, position) => {
    const number = numbers[position] ?? 0;
    const part = byNumber.get(number);
    if (part === undefined || part.etag !== childText(xmlPart, 'ETag')?.replaceAll('"', '')) {
      throw new S3Error(400, 'InvalidPart', `Part ${number} could not be found, or its entity tag does not match.`);
    }
    assertPartChecksums(xmlPart, part);
    return part;
  });
  const small = parts.slice(0, -1).find(({ segment }) => segment.size < MIN_PART_BYTES);
  if (small !== undefined) {
    const { partNumber, segment } = small;
    const message = `Part ${partNumber} has ${segment.size} bytes: all but the last need ${MIN_PART_BYTES}`;
    throw new S3Error(400, 'EntityTooSmall', message);
  }
  return parts;
}

function assertPartChecksums(xmlPart: string, part: StoredPart): void {
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const declared = childText(xmlPart, checksumElement(algorithm));
    if (declared !== undefined && declared !== part.checksums[algorithm]) {
      throw invalidRequest(`The ${algorithm.toUpperCase()} of part ${part.partNumber} does not match`);
    }
  }
}

const md5OfParts = (parts: readonly StoredPart[]) =>
  createHash('md5')
    .update(Buffer.concat(parts.map(({ etag }) => Buffer.from(etag, 'hex'))))
    .digest('hex');

/** The checksum of the parts' checksums, for the algorithms that every part has. */
function compositeChecksums(parts: readonly StoredPart[]): Checksums {
  const composite: Checksums = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const sums = parts.flatMap(({ checksums }) => checksums[algorithm] ?? []);
    if (sums.length !== parts.length) continue;
    const digest = checksumOf(algorithm, Buffer.concat(sums.map((sum) => Buffer.from(sum, 'base64'))));
    composite[algorithm] = `${digest.toString('base64')}-${parts.length}`;
  }
  return composite;
}

function xml(name: string, content: readonly string[]): ServiceResponse & { body: string } {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: XML_DECLARATION + element(name, content, S3_NAMESPACE),
  };
}
