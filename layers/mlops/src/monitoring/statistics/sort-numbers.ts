const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
/** Six digits hold the 64 bits of a double: three of the low word and three of the high one, of 11, 11 and 10 bits. */
const PASSES = 6;
/** Below it the histograms cost more than comparisons. */
const RADIX_FROM = 4_096;

/**
 * An ascending copy, by radix: linear in the number of values.
 *
 * @param values - Shape (n,), without NaN; −0 comes before 0.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  return values.length < RADIX_FROM ? values.slice().sort() : inOrderOfValue(inOrderOfBits(values));
}

/** Ascending by the bits taken as an unsigned number: positive values ascending, then negative ones descending. */
function inOrderOfBits(values: Float64Array): Float64Array {
  const counts = countDigits(values);
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const starts = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    if (!toStarts(starts, values.length)) continue;
    scatter(from, to, starts, pass);
    const written = to;
    to = from === values ? new Float64Array(values.length) : from;
    from = written;
  }
  return from === values ? values.slice() : from;
}

function countDigits(values: Float64Array): Uint32Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
  const counts = new Uint32Array(PASSES * DIGITS);
  for (let at = 0; at < words.length; at += 2) {
    const low = words[at];
    const high = words[at + 1];
    counts[low & DIGIT_MASK]++;
    counts[DIGITS + ((low >>> 11) & DIGIT_MASK)]++;
    counts[2 * DIGITS + (low >>> 22)]++;
    counts[3 * DIGITS + (high & DIGIT_MASK)]++;
    counts[4 * DIGITS + ((high >>> 11) & DIGIT_MASK)]++;
    counts[5 * DIGITS + (high >>> 22)]++;
  }
  return counts;
}

/** Counts to places of the first of each digit; false where all values have one digit, so that no pass is needed. */
function toStarts(counts: Uint32Array, rows: number): boolean {
  let start = 0;
  for (let digit = 0; digit < counts.length; digit++) {
    const count = counts[digit];
    if (count === rows) return false;
    counts[digit] = start;
    start += count;
  }
  return true;
}

function scatter(from: Float64Array, to: Float64Array, starts: Uint32Array, pass: number): void {
  const words = new Uint32Array(from.buffer, from.byteOffset, 2 * from.length);
  const word = pass < 3 ? 0 : 1;
  const shift = (pass % 3) * DIGIT_BITS;
  for (let row = 0; row < from.length; row++) {
    const digit = (words[2 * row + word] >>> shift) & DIGIT_MASK;
    to[starts[digit]++] = from[row];
  }
}

function inOrderOfValue(byBits: Float64Array): Float64Array {
  let negatives = 0;
  for (let at = byBits.length - 1; at >= 0 && (byBits[at] < 0 || Object.is(byBits[at], -0)); at--) negatives++;
  if (negatives === 0) return byBits;
  const sorted = new Float64Array(byBits.length);
  const positives = byBits.length - negatives;
  for (let at = 0; at < negatives; at++) sorted[at] = byBits[byBits.length - 1 - at];
  sorted.set(byBits.subarray(0, positives), negatives);
  return sorted;
}
