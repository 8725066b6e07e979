import { InvalidInputError } from '@optaic/mlops/base';

const CHUNK = 4096;

/**
 * UTF-8 bytes as text; the bare context that definitions run in has no `TextDecoder`. A byte order mark is dropped.
 *
 * @throws {InvalidInputError} `learner.model_malformed`, with the offset, where the bytes are not UTF-8.
 */
export function decodeUtf8(bytes: Uint8Array): string {
  const parts: string[] = [];
  let points: number[] = [];
  let offset = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (offset < bytes.length) {
    const size = sequenceLength(bytes[offset]);
    const point = size === 1 ? bytes[offset] : readCodePoint(bytes, offset, size);
    if (point === undefined) {
      throw new InvalidInputError(
        'learner.model_malformed',
        `the model file is not UTF-8 text: byte ${bytes[offset]} at offset ${offset} of ${bytes.length}`,
      );
    }
    points.push(point);
    offset += size;
    if (points.length === CHUNK) {
      parts.push(String.fromCodePoint(...points));
      points = [];
    }
  }
  parts.push(String.fromCodePoint(...points));
  return parts.join('');
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** Undefined when it is cut short, longer than need be, a surrogate or past U+10FFFF. */
function readCodePoint(bytes: Uint8Array, offset: number, size: number): number | undefined {
  if (bytes[offset] < 0xc2 || bytes[offset] > 0xf4) return undefined;
  let point = bytes[offset] & (0x7f >> size);
  for (let i = 1; i < size; i++) {
    const next = bytes[offset + i];
    if (next === undefined || next >> 6 !== 0b10) return undefined;
    point = point * 64 + (next & 0x3f);
  }
  const isOverlong = (size === 3 && point < 0x800) || (size === 4 && point < 0x10000);
  const isSurrogate = point >= 0xd800 && point <= 0xdfff;
  return isOverlong || isSurrogate || point > 0x10ffff ? undefined : point;
}
