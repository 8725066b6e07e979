import { type RunId, RunIdSchema } from '@optaic/mlops/base';
import { canonicalJson, sha256Hex } from '@optaic/mlops/digest';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 26;

/** The id of a run that must exist once for what it is for: the first 128 bits of a hash over the canonical JSON of it. */
export function runIdFrom(purpose: unknown): RunId {
  return encode(BigInt(`0x${sha256Hex(canonicalJson(purpose)).slice(0, 32)}`));
}

/**
 * A ULID: 48 bits of time, then 80 random bits, so that ids sort by creation.
 *
 * @param nowMs - Milliseconds since the epoch.
 * @param entropy - Ten random bytes.
 * @see https://github.com/ulid/spec
 */
export function newRunId(nowMs: number, entropy: Uint8Array): RunId {
  const random = entropy.slice(0, 10).reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);
  return encode((BigInt(nowMs) << 80n) | random);
}

function encode(value: bigint): RunId {
  let text = '';
  for (let rest = value, place = 0; place < LENGTH; place++, rest >>= 5n) text = CROCKFORD[Number(rest & 31n)] + text;
  return RunIdSchema.parse(text);
}
