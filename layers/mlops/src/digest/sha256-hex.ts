import { createHash } from 'node:crypto';
import { type Sha256, Sha256Schema } from '@optaic/mlops/base';

/** SHA-256 of bytes, or of text as UTF-8; lower-case hexadecimal. */
export function sha256Hex(content: Uint8Array | string): Sha256 {
  return Sha256Schema.parse(createHash('sha256').update(content).digest('hex'));
}
