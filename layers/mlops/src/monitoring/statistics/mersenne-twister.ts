const WORDS = 624;
const SHIFT = 397;

/**
 * Whole numbers of 32 bits, as numpy's legacy generator gives them for a seed.
 *
 * @param seed - In [0, 2³²).
 * @see Matsumoto and Nishimura, Mersenne Twister, 1998; mt19937ar.c, `init_genrand`.
 */
export function mersenneTwister(seed: number): () => number {
  const state = new Uint32Array(WORDS);
  state[0] = seed;
  for (let at = 1; at < WORDS; at++) {
    state[at] = Math.imul(1_812_433_253, state[at - 1] ^ (state[at - 1] >>> 30)) + at;
  }
  let next = WORDS;
  return () => {
    if (next === WORDS) {
      refill(state);
      next = 0;
    }
    let word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

function refill(state: Uint32Array): void {
  for (let at = 0; at < WORDS; at++) {
    const mixed = (state[at] & 0x80000000) | (state[(at + 1) % WORDS] & 0x7fffffff);
    state[at] = state[(at + SHIFT) % WORDS] ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}
