import { invalidRequest, S3Error } from './s3-error.ts';

const MAX_LINE = 8192;

/**
 * Decodes `Content-Encoding: aws-chunked`: `size[;chunk-signature=…]CRLF bytes CRLF …`, a chunk of size 0, then trailers.
 * Chunk signatures are skipped: the trailing checksum, or the one in the header, is what we verify.
 * @param trailers - Filled by name in lower case, once the last byte is out.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Buffer>,
  trailers: Map<string, string>,
): AsyncGenerator<Buffer> {
  const reader = createByteReader(source);
  for (let size = await readSize(reader); size > 0; size = await readSize(reader)) {
    yield* reader.take(size);
    if ((await reader.line()) !== '') throw invalidRequest('an aws-chunked chunk is longer than its size says');
  }
  for (let line = await reader.line(); line; line = await reader.line()) {
    const colon = line.indexOf(':');
    if (colon < 0) throw new S3Error(400, 'MalformedTrailerError', `the trailer ${line} has no colon`);
    trailers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
}

type ByteReader = ReturnType<typeof createByteReader>;

async function readSize(reader: ByteReader): Promise<number> {
  const line = await reader.line();
  if (line === undefined) throw incompleteBody();
  const digits = line.split(';')[0] ?? '';
  if (!/^[\da-f]{1,12}$/i.test(digits)) throw invalidRequest(`an aws-chunked chunk begins with ${line.slice(0, 40)}`);
  return Number.parseInt(digits, 16);
}

export const incompleteBody = () =>
  new S3Error(400, 'IncompleteBody', 'You did not provide the number of bytes that the request announced');

function createByteReader(source: AsyncIterable<Buffer>) {
  const iterator = source[Symbol.asyncIterator]();
  let pending: Buffer = Buffer.alloc(0);

  async function more(): Promise<boolean> {
    const { done, value } = await iterator.next();
    if (done) return false;
    pending = pending.length === 0 ? value : Buffer.concat([pending, value]);
    return true;
  }

  return {
    /** Without its CRLF; undefined at the end of the body. */
    async line(): Promise<string | undefined> {
      let end = pending.indexOf('\r\n');
      while (end < 0) {
        if (pending.length > MAX_LINE) throw invalidRequest('an aws-chunked line is too long');
        if (!(await more())) return undefined;
        end = pending.indexOf('\r\n');
      }
      const text = pending.subarray(0, end).toString('latin1');
      pending = pending.subarray(end + 2);
      return text;
    },
    async *take(size: number): AsyncGenerator<Buffer> {
      for (let left = size; left > 0; ) {
        if (pending.length === 0 && !(await more())) throw incompleteBody();
        const part = pending.subarray(0, left);
        pending = pending.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
  };
}
