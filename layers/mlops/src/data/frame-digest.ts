import { createHash } from 'node:crypto';
import { type Panel, type Sha256, Sha256Schema } from '@optaic/mlops/base';

export const FRAME_DIGEST_FORMAT = 'optaic-frame-1';
/** The one quiet NaN of float32. */
const CANONICAL_NAN = 0x7fc0_0000;
const CHUNK_VALUES = 1 << 16;

/** A panel with its labels, and when each of them was known, where it has some. */
export type DigestedPanel = Panel & { readonly labels?: Float32Array; readonly labelKnownTime?: Float64Array };

/**
 * SHA-256 of a panel: the same whatever file it came from.
 *
 * Hashed are, little-endian: the format's name, the number of rows and the features' names as JSON text, then every row's
 * entity (the length of its UTF-8 in 4 bytes, its bytes), the decision times and those at which its labels were known (8 bytes each), the features column by column
 * and the labels, if there are some (4 bytes each, every NaN the one quiet NaN). So no two different panels give the same bytes.
 *
 * @param panel - Rows in the order (decisionTime, entity).
 */
export function frameDigest(panel: DigestedPanel): Sha256 {
  const { rows, entity, decisionTime, featureNames, features, labels, labelKnownTime } = panel;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([FRAME_DIGEST_FORMAT, rows, featureNames, labels !== undefined, labelKnownTime !== undefined]),
  );
  for (const name of entity) hash.update(textBytes(name));
  for (const times of [decisionTime, ...(labelKnownTime === undefined ? [] : [labelKnownTime])]) {
    for (const bytes of doubleBytes(times)) hash.update(bytes);
  }
  for (const column of [features, ...(labels === undefined ? [] : [labels])]) {
    for (const bytes of floatBytes(column)) hash.update(bytes);
  }
  return Sha256Schema.parse(hash.digest('hex'));
}

export function textBytes(text: string): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}

export function* doubleBytes(values: Float64Array): Generator<Uint8Array> {
  for (let start = 0; start < values.length; start += CHUNK_VALUES) {
    const chunk = values.subarray(start, start + CHUNK_VALUES);
    const bytes = Buffer.alloc(chunk.length * 8);
    chunk.forEach((value, index) => {
      bytes.writeDoubleLE(value, index * 8);
    });
    yield bytes;
  }
}

export function* floatBytes(values: Float32Array): Generator<Uint8Array> {
  for (let start = 0; start < values.length; start += CHUNK_VALUES) {
    const chunk = values.subarray(start, start + CHUNK_VALUES);
    const bytes = Buffer.alloc(chunk.length * 4);
    chunk.forEach((value, index) => {
      if (Number.isNaN(value)) bytes.writeUInt32LE(CANONICAL_NAN, index * 4);
      else bytes.writeFloatLE(value, index * 4);
    });
    yield bytes;
  }
}
