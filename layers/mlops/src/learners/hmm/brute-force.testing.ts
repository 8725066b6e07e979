/** Every path of regimes written out: exponential in the bars, and right by inspection. */
export interface BruteForce {
  /** ln p(x_1 … x_T). */
  readonly logLikelihood: number;
  /** P(z_t = k | x_1 … x_T) by bar. */
  readonly marginals: readonly (readonly number[])[];
  /** −Σ P(path) ln P(path). */
  readonly pathEntropy: number;
}

export function bruteForce(
  initial: readonly number[],
  transitions: readonly (readonly number[])[],
  densities: readonly (readonly number[])[],
): BruteForce {
  const regimes = initial.length;
  const bars = densities.length;
  const paths = Array.from({ length: regimes ** bars }, (_, code) =>
    Array.from({ length: bars }, (_unused, t) => Math.floor(code / regimes ** t) % regimes),
  );
  const weights = paths.map((path) =>
    path.reduce((product, k, t) => product * (t === 0 ? initial[k] : transitions[path[t - 1]][k]) * densities[t][k], 1),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const marginals = densities.map((_, t) =>
    initial.map((_unused, k) => paths.reduce((sum, path, i) => sum + (path[t] === k ? weights[i] / total : 0), 0)),
  );
  const pathEntropy = weights.reduce(
    (sum, weight) => (weight > 0 ? sum - (weight / total) * Math.log(weight / total) : sum),
    0,
  );
  return { logLikelihood: Math.log(total), marginals, pathEntropy };
}
