/** 64 bits in two unsigned words; every bit depends on the whole value. */
export interface Hash {
  high: number;
  low: number;
}

const SEED = { number: 0x9e3779b9, string: 0x85ebca6b, boolean: 0xc2b2ae35 } as const;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);

/**
 * Hashes a number by its IEEE bits. 0 and −0 must have been made one before.
 *
 * @param into - Written to, so that a hash a value allocates nothing.
 */
export function hashNumber(value: number, into: Hash): void {
  float[0] = value;
  mixWords(words[0], words[1], SEED.number, into);
}

/** Hashes a boolean: neither 0 and 1 nor the strings hash to the same. */
export function hashBoolean(value: boolean, into: Hash): void {
  mixWords(value ? 1 : 0, 0, SEED.boolean, into);
}

/** Hashes a string by its UTF-16 code units. */
export function hashString(value: string, into: Hash): void {
  let a: number = SEED.string;
  let b = value.length;
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    a ^= a >>> 15;
    b = Math.imul(b + unit, 0xcc9e2d51) + (a | 0);
    b ^= b >>> 13;
  }
  mixWords(a, b, SEED.string, into);
}

/** Two rounds of MurmurHash3's finaliser on each word, each fed with the other. */
function mixWords(first: number, second: number, seed: number, into: Hash): void {
  let high = finalise(first ^ seed);
  let low = finalise(second ^ high);
  high = finalise(high + low);
  low = finalise(low + Math.imul(high, 0x9e3779b1));
  into.high = high >>> 0;
  into.low = low >>> 0;
}

function finalise(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
