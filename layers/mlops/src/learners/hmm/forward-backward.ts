import { filterBar, type MarkovChain } from './markov-chain.ts';

export interface SmoothedPath {
  /** Σ_t ln p(x_t | x_{1:t−1}). */
  readonly logLikelihood: number;
  /** P(z_t | x_{1:t}). Shape (bars × regimes), row-major. */
  readonly filtered: Float64Array;
  /** P(z_t | x_{1:T}). Shape (bars × regimes), row-major. */
  readonly smoothed: Float64Array;
  /** Σ_t P(z_t = i, z_{t+1} = j | x_{1:T}). Shape (regimes × regimes), row-major. */
  readonly transitions: Float64Array;
  /** Of the whole path given the bars, in nats. */
  readonly pathEntropy: number;
}

/**
 * Looks at every bar from both sides: for training and diagnosis only. Nothing that is served may come from here.
 *
 * Forward in log space; backward by P(z_{t−1} = i | z_t = j, x_{1:t}) ∝ α_{t−1}(i) A_ij, a product of probabilities only.
 *
 * @param logDensities - Shape (bars × regimes), row-major; finite. At least one bar.
 * @see Rabiner, A Tutorial on Hidden Markov Models, 1989; Kim, Dynamic Linear Models with Markov-Switching, 1994.
 */
export function forwardBackward(chain: MarkovChain, logDensities: Float64Array): SmoothedPath {
  const { regimes } = chain;
  const bars = logDensities.length / regimes;
  const logFiltered = new Float64Array(bars * regimes);
  let logLikelihood = 0;
  for (let t = 0; t < bars; t++) {
    const before = t === 0 ? undefined : { values: logFiltered, at: (t - 1) * regimes };
    logLikelihood += filterBar(chain, before, logDensities, t * regimes, { values: logFiltered, at: t * regimes });
  }

  const filtered = logFiltered.map(Math.exp);
  const smoothed = Float64Array.from(filtered);
  const transitions = new Float64Array(regimes * regimes);
  let pathEntropy = entropyOf(smoothed.subarray((bars - 1) * regimes));
  for (let t = bars - 1; t > 0; t--) pathEntropy += comeFrom(chain, filtered, { smoothed, transitions }, t);
  return { logLikelihood, filtered, smoothed, transitions, pathEntropy };
}

/**
 * Shares P(z_t = j | x_{1:T}) out by the regime before, P(z_{t−1} = i, z_t = j | x_{1:T}): their sums over j become the
 * smoothed probabilities of the bar before, and each is added to the expected transitions.
 *
 * @returns The entropy of z_{t−1} given z_t and all bars.
 */
function comeFrom(
  { regimes, transitions }: MarkovChain,
  filtered: Float64Array,
  into: Pick<SmoothedPath, 'smoothed' | 'transitions'>,
  t: number,
): number {
  const from = (t - 1) * regimes;
  const { smoothed, transitions: expected } = into;
  let entropy = 0;
  for (let i = 0; i < regimes; i++) smoothed[from + i] = 0;
  for (let j = 0; j < regimes; j++) {
    let sum = 0;
    for (let i = 0; i < regimes; i++) sum += filtered[from + i] * transitions[i * regimes + j];
    for (let i = 0; i < regimes; i++) {
      const share = (filtered[from + i] * transitions[i * regimes + j]) / sum;
      const pair = share * smoothed[from + regimes + j];
      smoothed[from + i] += pair;
      expected[i * regimes + j] += pair;
      if (pair > 0) entropy -= pair * Math.log(share);
    }
  }
  return entropy;
}

function entropyOf(probabilities: Float64Array): number {
  let entropy = 0;
  for (const share of probabilities) if (share > 0) entropy -= share * Math.log(share);
  return entropy;
}
