import type { RandomGenerator } from './definition.ts';

/**
 * The seeded generator handed to definitions: xoshiro128**, its state filled from the seed by SplitMix32.
 *
 * @param seed - Integer in [0, 2³²): the same seed gives the same sequence on every machine.
 * @returns Uniform in [0, 1), multiples of 2⁻³².
 * @see Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, 2021.
 */
export function createRandom(seed: number): RandomGenerator {
  const word = splitMix32(seed);
  let a = word();
  let b = word();
  let c = word();
  let d = word();

  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result / 4_294_967_296;
  };
}

function splitMix32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
