import { requireFinite } from './require-finite.ts';

/**
 * Deepest fall of the compounded curve below its highest point before: min over t of C_t/max_{u ≤ t} C_u − 1,
 * C_t = Π (1 + r). The curve starts at its first return, as the peer's does.
 *
 * @param returns - Shape (periods,), in time order; in fractions.
 * @returns In [-1, 0]; −1 once a period loses everything; undefined for no periods.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see microsoft/qlib, contrib/evaluate.py, risk_analysis, mode "product".
 */
export function compoundDrawdown(returns: ArrayLike<number>): number | undefined {
  if (returns.length === 0) return undefined;
  requireFinite(returns, 'the returns');
  let level = 1;
  let peak = 0;
  let deepest = 0;
  for (let t = 0; t < returns.length; t++) {
    level *= 1 + returns[t];
    if (level <= 0) return -1;
    peak = Math.max(peak, level);
    deepest = Math.min(deepest, level / peak - 1);
  }
  return deepest;
}

/**
 * Deepest fall of the summed curve below its highest point before: min over t of S_t − max_{u ≤ t} S_u, S_t = Σ r.
 *
 * @param returns - Shape (periods,), in time order; in fractions.
 * @returns ≤ 0, in fractions of the constant capital; undefined for no periods.
 * @throws {InvalidInputError} `metrics.value_not_finite`.
 * @see microsoft/qlib, contrib/evaluate.py, risk_analysis, mode "sum", its default.
 */
export function sumDrawdown(returns: ArrayLike<number>): number | undefined {
  if (returns.length === 0) return undefined;
  requireFinite(returns, 'the returns');
  let level = 0;
  let peak = Number.NEGATIVE_INFINITY;
  let deepest = 0;
  for (let t = 0; t < returns.length; t++) {
    level += returns[t];
    peak = Math.max(peak, level);
    deepest = Math.min(deepest, level - peak);
  }
  return deepest;
}
