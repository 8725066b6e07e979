import type { Category } from '../columns/column.ts';
import { type Hash, hashBoolean, hashNumber, hashString } from './hash-value.ts';

const INDEX_BITS = 12;
/** Registers of a sketch. */
export const REGISTERS = 1 << INDEX_BITS;
/** Bits of the hash that a rank is counted in. */
const RANK_BITS = 64 - INDEX_BITS;
/** The largest value of a register. */
export const MAXIMUM_RANK = RANK_BITS + 1;

/** Relative standard error of the estimate: 1.04 / √4096, which is 1.6 %. */
export const CARDINALITY_STANDARD_ERROR = 1.04 / Math.sqrt(REGISTERS);

/**
 * HyperLogLog: for each of 4,096 parts of the hash space the longest run of leading zeros, plus one. Shape (4096,).
 *
 * @see Flajolet, Fusy, Gandouet and Meunier, HyperLogLog: the analysis of a near-optimal cardinality estimation
 * algorithm, 2007.
 */
export type CardinalitySketch = Uint8Array;

export function emptyCardinalitySketch(): CardinalitySketch {
  return new Uint8Array(REGISTERS);
}

const hash: Hash = { high: 0, low: 0 };

/** Adds a number to the sketch, in place. */
export function addNumber(registers: CardinalitySketch, value: number): void {
  hashNumber(value, hash);
  addHash(registers);
}

/** Adds a category to the sketch, in place; 1, "1" and true are three values. */
export function addCategory(registers: CardinalitySketch, value: Category): void {
  if (typeof value === 'number') hashNumber(value, hash);
  else if (typeof value === 'string') hashString(value, hash);
  else hashBoolean(value, hash);
  addHash(registers);
}

function addHash(registers: CardinalitySketch): void {
  const index = hash.high >>> (32 - INDEX_BITS);
  const rest = hash.high << INDEX_BITS;
  const rank = rest === 0 ? 32 - INDEX_BITS + Math.clz32(hash.low) + 1 : Math.clz32(rest) + 1;
  if (rank > registers[index]) registers[index] = rank;
}

/** The sketch of both sides' values: associative, commutative and idempotent, exactly. */
export function mergeCardinalitySketches(left: CardinalitySketch, right: CardinalitySketch): CardinalitySketch {
  return left.map((rank, i) => Math.max(rank, right[i]));
}

/**
 * Number of distinct values added, with no table of biases and over the whole range.
 *
 * @returns ≥ 0; its relative standard error is `CARDINALITY_STANDARD_ERROR`.
 * @see Ertl, New cardinality estimation algorithms for HyperLogLog sketches, 2017, algorithm 6.
 */
export function estimateCardinality(registers: CardinalitySketch): number {
  const histogram = new Float64Array(MAXIMUM_RANK + 1);
  for (const rank of registers) histogram[rank]++;
  let sum = REGISTERS * tau(1 - histogram[MAXIMUM_RANK] / REGISTERS);
  for (let rank = RANK_BITS; rank >= 1; rank--) sum = 0.5 * (sum + histogram[rank]);
  sum += REGISTERS * sigma(histogram[0] / REGISTERS);
  return REGISTERS ** 2 / (2 * Math.LN2 * sum);
}

/** x + Σ x^(2^k) 2^(k−1) over k ≥ 1: infinite at 1, where no register was touched. */
function sigma(x: number): number {
  if (x === 1) return Number.POSITIVE_INFINITY;
  let power = x;
  let factor = 1;
  let sum = x;
  let previous: number;
  do {
    power *= power;
    previous = sum;
    sum += power * factor;
    factor += factor;
  } while (sum !== previous);
  return sum;
}

/** (1 − x − Σ (1 − x^(2^−k))² 2^−k over k ≥ 1) / 3. */
function tau(x: number): number {
  if (x === 0 || x === 1) return 0;
  let root = x;
  let factor = 1;
  let sum = 1 - x;
  let previous: number;
  do {
    root = Math.sqrt(root);
    previous = sum;
    factor *= 0.5;
    sum -= (1 - root) ** 2 * factor;
  } while (sum !== previous);
  return sum / 3;
}
