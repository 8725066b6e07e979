import type { BinnedMatrix } from './binned-matrix.ts';
import type { Histogram } from './histogram.ts';

/** The penalties of a split, rounded to float32 as XGBoost keeps them. */
export interface SplitPenalties {
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
}

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
}

export interface Split {
  readonly feature: number;
  /** Present values with bin ≤ this go left; −1 sends every one right. */
  readonly bin: number;
  /** Present values x go left iff x < threshold. Float32. */
  readonly threshold: number;
  /** Where missing values go. */
  readonly defaultLeft: boolean;
  /** Loss reduction s(left) + s(right) − s(parent): no factor ½, gamma not subtracted. Float32. */
  readonly gain: number;
  readonly left: NodeSums;
  readonly right: NodeSums;
}

/** Weight that minimises the node's loss: −T(G) / (H + λ), T(G) = sign(G) · max(|G| − α, 0); float32. */
export function nodeWeight({ gradient, hessian }: NodeSums, penalties: SplitPenalties): number {
  if (hessian <= 0 || hessian < penalties.minChildWeight) return 0;
  // Plus 0, since −0 would not survive a model file.
  return Math.fround(-shrink(gradient, penalties.alpha) / (hessian + penalties.lambda)) + 0;
}

/** Twice the loss that the node's weight saves: T(G)² / (H + λ), in float32. */
export function nodeScore(gradient: number, hessian: number, lambda: number, alpha: number): number {
  if (hessian <= 0) return 0;
  const shrunk = alpha === 0 ? gradient : shrink(gradient, alpha);
  return Math.fround(Math.fround(shrunk * shrunk) / Math.fround(hessian + lambda));
}

/**
 * The split of a node with the greatest gain; undefined when none gains. Ties go to the lower feature, then to missing
 * going right, then to the bin met first: each feature is scanned upwards with missing right, then, if some row of the
 * node lacks it, downwards with missing left.
 */
export function findSplit(
  histogram: Histogram,
  matrix: BinnedMatrix,
  features: Int32Array,
  node: NodeSums,
  penalties: SplitPenalties,
): Split | undefined {
  const { fround } = Math;
  const { lambda, alpha, minChildWeight } = penalties;
  const { gradient: parentG, hessian: parentH } = node;
  const parentScore = nodeScore(parentG, parentH, lambda, alpha);
  let bestGain = 0;
  let bestFeature = -1;
  let bestBin = 0;
  let bestIsLeft = false;
  // Sums of the side that was scanned; the other is the parent less these.
  let bestG = 0;
  let bestH = 0;

  for (let j = 0; j < features.length; j++) {
    const feature = features[j];
    const first = matrix.slots[feature];
    const bins = matrix.slots[feature + 1] - first - 1;
    let g = 0;
    let h = 0;
    for (let bin = 0; bin < bins; bin++) {
      g += histogram[2 * (first + bin)];
      h += histogram[2 * (first + bin) + 1];
      const otherH = parentH - h;
      if (h < minChildWeight || otherH < minChildWeight) continue;
      const score = nodeScore(g, h, lambda, alpha) + nodeScore(parentG - g, otherH, lambda, alpha);
      const gain = fround(fround(score) - parentScore);
      if (gain > bestGain && gain < Number.POSITIVE_INFINITY) {
        bestGain = gain;
        bestFeature = feature;
        bestBin = bin;
        bestIsLeft = false;
        bestG = g;
        bestH = h;
      }
    }
    // An exact comparison on purpose: rounding may then cause a needless scan, but the same one as in XGBoost.
    if (g === parentG && h === parentH) continue;
    g = 0;
    h = 0;
    for (let bin = bins - 1; bin >= 0; bin--) {
      g += histogram[2 * (first + bin)];
      h += histogram[2 * (first + bin) + 1];
      const otherH = parentH - h;
      if (h < minChildWeight || otherH < minChildWeight) continue;
      const score = nodeScore(parentG - g, otherH, lambda, alpha) + nodeScore(g, h, lambda, alpha);
      const gain = fround(fround(score) - parentScore);
      if (gain > bestGain && gain < Number.POSITIVE_INFINITY) {
        bestGain = gain;
        bestFeature = feature;
        bestBin = bin - 1;
        bestIsLeft = true;
        bestG = g;
        bestH = h;
      }
    }
  }
  if (bestFeature === -1) return undefined;

  const scanned = { gradient: bestG, hessian: bestH };
  const other = { gradient: parentG - bestG, hessian: parentH - bestH };
  const { cuts, minimum } = matrix.cuts[bestFeature];
  return {
    feature: bestFeature,
    bin: bestBin,
    threshold: bestBin === -1 ? minimum : cuts[bestBin],
    defaultLeft: bestIsLeft,
    gain: bestGain,
    left: bestIsLeft ? other : scanned,
    right: bestIsLeft ? scanned : other,
  };
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}
