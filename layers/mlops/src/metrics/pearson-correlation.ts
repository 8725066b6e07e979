/**
 * Pearson correlation.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @returns In [-1, 1]; undefined for fewer than 2 pairs or no variance, which callers skip and count.
 * @see Pearson, Note on Regression and Inheritance in the Case of Two Parents, 1895.
 */
export function pearsonCorrelation(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  // Equality is tested on the values: a constant's computed variance may be a rounding error above zero.
  if (x.length < 2 || isConstant(x) || isConstant(y)) return undefined;
  const meanX = mean(x);
  const meanY = mean(y);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i] - meanX;
    const dy = y[i] - meanY;
    xy += dx * dy;
    xx += dx * dx;
    yy += dy * dy;
  }
  const norm = Math.sqrt(xx) * Math.sqrt(yy);
  return norm > 0 ? Math.max(-1, Math.min(1, xy / norm)) : undefined;
}

function isConstant(values: ArrayLike<number>): boolean {
  for (let i = 1; i < values.length; i++) {
    if (values[i] !== values[0]) return false;
  }
  return true;
}

function mean(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}
