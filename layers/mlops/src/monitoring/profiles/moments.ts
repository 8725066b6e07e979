/** Mean and spread of finite values, in a form that merges. */
export interface Moments {
  readonly count: number;
  /** 0 without a value. */
  readonly mean: number;
  /** Σ (value − mean)²; null when that is too large for a double. */
  readonly squares: number | null;
}

export const NO_MOMENTS: Moments = { count: 0, mean: 0, squares: 0 };

/**
 * Moments of a few thousand values at most, in two passes over them.
 *
 * @param values - Shape (n,), n ≥ 1; finite.
 */
export function momentsOf(values: Float64Array): Moments {
  const count = values.length;
  let sum = 0;
  for (let i = 0; i < count; i++) sum += values[i];
  let mean = sum / count;
  if (!Number.isFinite(mean)) {
    mean = 0;
    for (let i = 0; i < count; i++) mean += values[i] / count;
  }
  let squares = 0;
  for (let i = 0; i < count; i++) squares += (values[i] - mean) ** 2;
  // Adding 0 makes −0 one with 0, which JSON cannot tell apart.
  return { count, mean: mean + 0, squares: finiteOrNull(squares) };
}

/**
 * Moments of both sides' values: δ = mean_b − mean_a, mean = (n_a mean_a + n_b mean_b) / n, squares = squares_a +
 * squares_b + δ² n_a n_b / n. Commutative; associative but for rounding, about 1e-15 relative a merge.
 *
 * @see Chan, Golub and LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances, 1979.
 */
export function mergeMoments(left: Moments, right: Moments): Moments {
  if (left.count === 0) return right;
  if (right.count === 0) return left;
  const count = left.count + right.count;
  const difference = right.mean - left.mean;
  const mean = left.mean * (left.count / count) + right.mean * (right.count / count) + 0;
  if (left.squares === null || right.squares === null) return { count, mean, squares: null };
  const between = difference * difference * ((left.count * right.count) / count);
  return { count, mean, squares: finiteOrNull(left.squares + right.squares + between) };
}

/** Sample variance, ddof 1; 0 for fewer than two values; undefined when it is too large for a double. */
export function varianceOf({ count, squares }: Moments): number | undefined {
  if (count < 2) return 0;
  return squares === null ? undefined : squares / (count - 1);
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
