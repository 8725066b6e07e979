import type { ObjectIndex, StoredObject } from './object-index.ts';
import { invalidRequest } from './s3-error.ts';
import { element, S3_NAMESPACE, XML_DECLARATION } from './xml.ts';

const MAX_KEYS = 1000;

interface Page {
  readonly objects: StoredObject[];
  readonly commonPrefixes: string[];
  /** Where the next page goes on; undefined: this is the last. */
  readonly next: string | undefined;
}

/** The document that answers ListObjectsV2. */
export async function listObjectsV2(index: ObjectIndex, bucket: string, query: URLSearchParams): Promise<string> {
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after');
  const maxKeys = parseMaxKeys(query.get('max-keys'));
  const isUrl = query.get('encoding-type') === 'url';
  const encode = (text: string) => (isUrl ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const after = token === null ? (startAfter ?? undefined) : Buffer.from(token, 'base64url').toString();

  const { objects, commonPrefixes, next } = await collectPage(index, bucket, { prefix, delimiter, after, maxKeys });

  const document = element(
    'ListBucketResult',
    [
      element('Name', bucket),
      element('Prefix', encode(prefix)),
      ...(delimiter === '' ? [] : [element('Delimiter', encode(delimiter))]),
      element('MaxKeys', maxKeys),
      element('KeyCount', objects.length + commonPrefixes.length),
      element('IsTruncated', next !== undefined),
      ...(isUrl ? [element('EncodingType', 'url')] : []),
      ...(token === null ? [] : [element('ContinuationToken', token)]),
      ...(startAfter === null ? [] : [element('StartAfter', encode(startAfter))]),
      ...(next === undefined ? [] : [element('NextContinuationToken', Buffer.from(next).toString('base64url'))]),
      ...objects.map((object) =>
        element('Contents', [
          element('Key', encode(object.key)),
          element('LastModified', object.lastModified),
          element('ETag', `"${object.etag}"`),
          element('Size', object.size),
          element('StorageClass', 'STANDARD'),
        ]),
      ),
      ...commonPrefixes.map((each) => element('CommonPrefixes', [element('Prefix', encode(each))])),
    ],
    S3_NAMESPACE,
  );
  return XML_DECLARATION + document;
}

interface PageRequest {
  readonly prefix: string;
  readonly delimiter: string;
  readonly after: string | undefined;
  readonly maxKeys: number;
}

async function collectPage(
  index: ObjectIndex,
  bucket: string,
  { prefix, delimiter, after, maxKeys }: PageRequest,
): Promise<Page> {
  const objects: StoredObject[] = [];
  const commonPrefixes: string[] = [];
  let last: string | undefined;
  if (maxKeys === 0) return { objects, commonPrefixes, next: undefined };
  for await (const object of index.objects(bucket, prefix, after)) {
    const folder = commonPrefix(object.key, prefix, delimiter);
    if (folder !== undefined && (folder === commonPrefixes.at(-1) || folder === after)) continue;
    if (objects.length + commonPrefixes.length === maxKeys) return { objects, commonPrefixes, next: last };
    if (folder === undefined) objects.push(object);
    else commonPrefixes.push(folder);
    last = folder ?? object.key;
  }
  return { objects, commonPrefixes, next: undefined };
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}

function parseMaxKeys(text: string | null): number {
  if (text === null) return MAX_KEYS;
  if (!/^\d{1,9}$/.test(text))
    throw invalidRequest(`max-keys is ${text}: it must be an integer between 0 and 2147483647`);
  return Math.min(Number(text), MAX_KEYS);
}
