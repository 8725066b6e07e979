const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT_MASK = DIGITS - 1;
/** Three digits hold the high word: the sign, the exponent and the first 20 bits of the fraction. */
const PASSES = 3;
/** The third digit has 10 bits, of which the first is the sign. */
const FIRST_NEGATIVE = 1 << 9;
/** Below it the histograms cost more than comparisons. */
const RADIX_FROM = 4_096;
/** Up to this many values are put in order by insertion. */
const MOST_INSERTED = 24;

/**
 * An ascending copy. By radix on the high words, which tells all but close neighbours apart, then by comparison among
 * those: linear unless many values differ by less than a millionth of themselves.
 *
 * @param values - Shape (n,), without NaN; −0 comes before 0 or after it.
 */
export function sortNumbers(values: Float64Array): Float64Array {
  if (values.length < RADIX_FROM) return values.slice().sort();
  const sorted = inOrderOfHighWord(values);
  sortWithinHighWords(sorted);
  return sorted;
}

/** Ascending but for those with one high word. */
function inOrderOfHighWord(values: Float64Array): Float64Array {
  const counts = countDigits(values);
  const steps = new Int32Array(DIGITS).fill(1);
  let from: Float64Array = values;
  let to: Float64Array = new Float64Array(values.length);
  for (let pass = 0; pass < PASSES; pass++) {
    const places = counts.subarray(pass * DIGITS, (pass + 1) * DIGITS);
    const isLast = pass === PASSES - 1;
    if (isLast) steps.fill(-1, FIRST_NEGATIVE);
    if (!toPlaces(places, isLast ? FIRST_NEGATIVE : DIGITS, values.length)) continue;
    scatter(from, to, { places, steps, shift: pass * DIGIT_BITS });
    const written = to;
    to = from === values ? new Float64Array(values.length) : from;
    from = written;
  }
  return from === values ? values.slice() : from;
}

function countDigits(values: Float64Array): Int32Array {
  const words = wordsOf(values);
  const counts = new Int32Array(PASSES * DIGITS);
  for (let at = 1; at < words.length; at += 2) {
    const high = words[at];
    counts[high & DIGIT_MASK]++;
    counts[DIGITS + ((high >>> DIGIT_BITS) & DIGIT_MASK)]++;
    counts[2 * DIGITS + (high >>> (2 * DIGIT_BITS))]++;
  }
  return counts;
}

/**
 * Counts to where the first value of each digit goes. Digits of negative values come first, the largest one first of all,
 * and are filled from their end: that turns their order round. False where one digit has all values and none is negative,
 * so that no pass is needed.
 */
function toPlaces(counts: Int32Array, firstNegative: number, rows: number): boolean {
  let start = 0;
  for (let digit = DIGITS - 1; digit >= firstNegative; digit--) {
    start += counts[digit];
    counts[digit] = start - 1;
  }
  for (let digit = 0; digit < firstNegative; digit++) {
    const count = counts[digit];
    if (count === rows) return false;
    counts[digit] = start;
    start += count;
  }
  return true;
}

interface Placing {
  /** Where the next value of each digit goes. */
  readonly places: Int32Array;
  /** Which way the places of each digit are filled. */
  readonly steps: Int32Array;
  readonly shift: number;
}

function scatter(from: Float64Array, to: Float64Array, { places, steps, shift }: Placing): void {
  const words = wordsOf(from);
  for (let row = 0; row < from.length; row++) {
    const digit = (words[2 * row + 1] >>> shift) & DIGIT_MASK;
    const place = places[digit];
    to[place] = from[row];
    places[digit] = place + steps[digit];
  }
}

function sortWithinHighWords(values: Float64Array): void {
  const words = wordsOf(values);
  let first = 0;
  let isSorted = true;
  for (let at = 1; at < values.length; at++) {
    if (words[2 * at + 1] === words[2 * at - 1]) {
      if (values[at] < values[at - 1]) isSorted = false;
      continue;
    }
    if (!isSorted) sortRange(values, first, at);
    first = at;
    isSorted = true;
  }
  if (!isSorted) sortRange(values, first, values.length);
}

function sortRange(values: Float64Array, first: number, end: number): void {
  if (end - first > MOST_INSERTED) {
    values.subarray(first, end).sort();
    return;
  }
  for (let at = first + 1; at < end; at++) {
    const value = values[at];
    let place = at;
    for (; place > first && values[place - 1] > value; place--) values[place] = values[place - 1];
    values[place] = value;
  }
}

/** The low and the high word of each value, on a machine that stores the low one first, as all that run Node do. */
function wordsOf(values: Float64Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, 2 * values.length);
}
