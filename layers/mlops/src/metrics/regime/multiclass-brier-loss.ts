/**
 * Brier score of several classes, a loss: the mean over bars of Σ_k (p_k − [y = k])².
 *
 * @param probability - Shape (bars × K,), row-major; rows sum to 1.
 * @param label - Shape (bars,); each in 0 … K − 1.
 * @returns In [0, 2], better when lower; undefined for no bars.
 * @see Brier, Verification of Forecasts Expressed in Terms of Probability, 1950.
 */
export function multiclassBrierLoss(
  probability: ArrayLike<number>,
  label: ArrayLike<number>,
  classes: number,
): number | undefined {
  const bars = label.length;
  let sum = 0;
  for (let bar = 0; bar < bars; bar++) {
    for (let k = 0; k < classes; k++) sum += (probability[bar * classes + k] - (label[bar] === k ? 1 : 0)) ** 2;
  }
  return bars === 0 ? undefined : sum / bars;
}
