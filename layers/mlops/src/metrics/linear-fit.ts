export interface LinearFit {
  readonly intercept: number;
  readonly slope: number;
}

/**
 * Least squares of y on x: slope Σ (x − x̄)(y − ȳ)/Σ (x − x̄)², intercept ȳ − slope · x̄.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @returns Undefined for fewer than 2 points or when x does not vary.
 * @see Legendre, Nouvelles méthodes pour la détermination des orbites des comètes, 1805.
 */
export function linearFit(x: ArrayLike<number>, y: ArrayLike<number>): LinearFit | undefined {
  const n = x.length;
  if (n < 2 || Array.from(x).every((value) => value === x[0])) return undefined;
  let sumX = 0;
  let sumY = 0;
  for (let i = 0; i < n; i++) {
    sumX += x[i];
    sumY += y[i];
  }
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < n; i++) {
    xy += (x[i] - sumX / n) * (y[i] - sumY / n);
    xx += (x[i] - sumX / n) ** 2;
  }
  const slope = xy / xx;
  return { intercept: sumY / n - (slope * sumX) / n, slope };
}
