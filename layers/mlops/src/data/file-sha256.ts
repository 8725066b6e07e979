import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type Sha256, Sha256Schema } from '@optaic/mlops/base';

/** SHA-256 of a file's bytes, streamed. */
export async function fileSha256(path: string): Promise<Sha256> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes);
  return Sha256Schema.parse(hash.digest('hex'));
}
