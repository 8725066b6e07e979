import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAwsChunked } from './aws-chunked.ts';

const framed = (chunks: readonly Uint8Array[], extension = '', trailers = 'x-amz-checksum-crc32:AAAAAA==\r\n\r\n') =>
  Buffer.concat([
    ...chunks
      .flatMap((chunk) => [`${chunk.length.toString(16)}${extension}\r\n`, chunk, '\r\n'])
      .map((part) => Buffer.from(part)),
    Buffer.from(`0${extension}\r\n${trailers}`),
  ]);

async function* cut(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function decode(bytes: Buffer, size = bytes.length) {
  const trailers = new Map<string, string>();
  const decoded: Buffer[] = [];
  for await (const chunk of decodeAwsChunked(cut(bytes, size), trailers)) decoded.push(Buffer.from(chunk));
  return { body: Buffer.concat(decoded), trailers: Object.fromEntries(trailers) };
}

describe('decodeAwsChunked', () => {
  it('gives back the bytes and the trailers, however the framing is cut on the wire, signed or not', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('', `;chunk-signature=${'a'.repeat(64)}`),
        async (chunks, size, extension) => {
          const { body, trailers } = await decode(framed(chunks, extension), size);

          expect(body).toEqual(Buffer.concat(chunks));
          expect(trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' });
        },
      ),
    );
  });

  it.each([
    ['ends before its last chunk', '5\r\nhello\r\n', 'IncompleteBody'],
    ['ends inside a chunk', '5\r\nhel', 'IncompleteBody'],
    ['has a chunk longer than its size', '3\r\nhello\r\n0\r\n\r\n', 'InvalidRequest'],
    ['begins with no size', 'hello', 'IncompleteBody'],
    ['has a size that is no number', 'xyz\r\nhello', 'InvalidRequest'],
    ['has a trailer without a colon', '0\r\nnonsense\r\n\r\n', 'MalformedTrailerError'],
  ])('refuses a body that %s', async (_, body, code) => {
    await expect(decode(Buffer.from(body))).rejects.toMatchObject({ code });
  });
});
