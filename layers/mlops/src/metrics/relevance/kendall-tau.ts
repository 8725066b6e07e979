/**
 * Kendall's τ-b, of two orderings with ties: (C − D)/√((C + D + T_x)(C + D + T_y)), T_x the pairs tied only in x. How much
 * a ranking of features stands from one window to the next.
 *
 * @param x - Shape (n,); finite.
 * @param y - Shape (n,), same order; finite.
 * @returns In [-1, 1]; undefined when either does not vary.
 * @see Kendall, The Treatment of Ties in Ranking Problems, 1945; scipy.stats.kendalltau.
 */
export function kendallTau(x: ArrayLike<number>, y: ArrayLike<number>): number | undefined {
  let difference = 0;
  let untiedX = 0;
  let untiedY = 0;
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const signX = Math.sign(x[i] - x[j]);
      const signY = Math.sign(y[i] - y[j]);
      difference += signX * signY;
      untiedX += Math.abs(signX);
      untiedY += Math.abs(signY);
    }
  }
  return untiedX === 0 || untiedY === 0 ? undefined : difference / Math.sqrt(untiedX) / Math.sqrt(untiedY);
}
