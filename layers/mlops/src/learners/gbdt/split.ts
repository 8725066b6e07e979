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
  return Math.fround(-shrink(gradient, penalties.alpha) / (hessian + penalties.lambda));
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
  const scan = createScan(histogram, node, penalties);
  for (let j = 0; j < features.length; j++) {
    const feature = features[j];
    const first = matrix.slots[feature];
    // The slot after the last bin holds what is missing.
    const last = matrix.slots[feature + 1] - 2;
    scanBins(scan, feature, first, last, 1);
    // An exact comparison on purpose: rounding may then cause a needless scan, but the same one as in XGBoost.
    if (scan.gradient === node.gradient && scan.hessian === node.hessian) continue;
    scanBins(scan, feature, last, first, -1);
  }
  return scan.bestFeature === -1 ? undefined : bestSplit(scan, matrix);
}

/** The best candidate so far, as plain numbers: this loop runs for every bin of every node. */
interface Scan {
  readonly histogram: Histogram;
  readonly node: NodeSums;
  readonly penalties: SplitPenalties;
  readonly nodeScore: number;
  /** Sums of the bins passed by the scan that ended last. */
  gradient: number;
  hessian: number;
  bestGain: number;
  bestFeature: number;
  bestSlot: number;
  bestStep: 1 | -1;
  /** Sums of the side that was scanned; the other is the node less these. */
  bestGradient: number;
  bestHessian: number;
}

function createScan(histogram: Histogram, node: NodeSums, penalties: SplitPenalties): Scan {
  return {
    histogram,
    node,
    penalties,
    nodeScore: score(node.gradient, node.hessian, penalties.lambda, penalties.alpha),
    gradient: 0,
    hessian: 0,
    bestGain: 0,
    bestFeature: -1,
    bestSlot: 0,
    bestStep: 1,
    bestGradient: 0,
    bestHessian: 0,
  };
}

/** Tries the split after each slot from `from` to `to`: upwards the passed bins go left, downwards right. */
function scanBins(scan: Scan, feature: number, from: number, to: number, step: 1 | -1): void {
  const { histogram, node, penalties, nodeScore } = scan;
  const { lambda, alpha, minChildWeight } = penalties;
  const { gradient: nodeGradient, hessian: nodeHessian } = node;
  let gradient = 0;
  let hessian = 0;
  for (let slot = from; slot !== to + step; slot += step) {
    gradient += histogram[2 * slot];
    hessian += histogram[2 * slot + 1];
    const otherHessian = nodeHessian - hessian;
    if (hessian < minChildWeight || otherHessian < minChildWeight) continue;
    const both = score(gradient, hessian, lambda, alpha) + score(nodeGradient - gradient, otherHessian, lambda, alpha);
    const gain = Math.fround(Math.fround(both) - nodeScore);
    if (gain > scan.bestGain && gain < Number.POSITIVE_INFINITY) {
      scan.bestGain = gain;
      scan.bestFeature = feature;
      scan.bestSlot = slot;
      scan.bestStep = step;
      scan.bestGradient = gradient;
      scan.bestHessian = hessian;
    }
  }
  scan.gradient = gradient;
  scan.hessian = hessian;
}

function bestSplit(scan: Scan, { slots, cuts }: BinnedMatrix): Split {
  const { bestFeature: feature, bestGradient: gradient, bestHessian: hessian, node } = scan;
  const scanned = { gradient, hessian };
  const other = { gradient: node.gradient - gradient, hessian: node.hessian - hessian };
  const isUpward = scan.bestStep === 1;
  const bin = scan.bestSlot - slots[feature] - (isUpward ? 0 : 1);
  return {
    feature,
    bin,
    threshold: bin === -1 ? cuts[feature].minimum : cuts[feature].cuts[bin],
    defaultLeft: !isUpward,
    gain: scan.bestGain,
    left: isUpward ? scanned : other,
    right: isUpward ? other : scanned,
  };
}

/** Twice the loss that a node's weight saves: T(G)² / (H + λ), in float32. */
function score(gradient: number, hessian: number, lambda: number, alpha: number): number {
  if (hessian <= 0) return 0;
  const shrunk = alpha === 0 ? gradient : shrink(gradient, alpha);
  return Math.fround(Math.fround(shrunk * shrunk) / Math.fround(hessian + lambda));
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}
