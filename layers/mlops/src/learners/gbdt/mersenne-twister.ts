const SIZE = 624;
const SHIFT = 397;

/** A source of uniform 32-bit words: each call returns the next integer in [0, 2³²). */
export type Uint32Generator = () => number;

/**
 * MT19937, the generator that XGBoost samples with: the same seed gives the same words as C++'s `std::mt19937`.
 *
 * @param seed - Integer in [0, 2³²).
 * @see Matsumoto and Nishimura, Mersenne Twister: A 623-dimensionally Equidistributed Uniform Pseudorandom Number
 *   Generator, 1998.
 */
export function createMersenneTwister(seed: number): Uint32Generator {
  const state = new Uint32Array(SIZE);
  state[0] = seed;
  for (let i = 1; i < SIZE; i++) {
    const previous = state[i - 1] ^ (state[i - 1] >>> 30);
    state[i] = Math.imul(1_812_433_253, previous) + i;
  }
  let next = SIZE;

  return () => {
    if (next === SIZE) {
      twist(state);
      next = 0;
    }
    let word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    word ^= word >>> 18;
    return word >>> 0;
  };
}

function twist(state: Uint32Array): void {
  for (let i = 0; i < SIZE; i++) {
    const mixed = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7fffffff);
    state[i] = state[(i + SHIFT) % SIZE] ^ (mixed >>> 1) ^ ((mixed & 1) === 0 ? 0 : 0x9908b0df);
  }
}
