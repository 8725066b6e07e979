import type { BinnedMatrix } from './binned-matrix.ts';
import type { Histogram } from './histogram.ts';

/** What a split and a weight are judged by, rounded to float32 as XGBoost keeps it. */
export interface SplitPenalties {
  readonly lambda: number;
  readonly alpha: number;
  readonly minChildWeight: number;
  /** The greatest magnitude of a weight; 0 for no limit. */
  readonly maxDeltaStep: number;
  /** Shape (features,): 1 where a prediction may only rise with the feature, −1 where it may only fall, else 0. */
  readonly monotone: Int8Array | undefined;
}

/** Sums over the rows of a node. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
}

/** What monotone constraints leave a node's weight; float32, infinite without. */
export interface WeightBounds {
  readonly lower: number;
  readonly upper: number;
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

/** A node to be split: its sums, what it scores unsplit, the features that may be tried and the bounds of its weights. */
export interface SplitSearch extends WeightBounds {
  readonly sums: NodeSums;
  readonly score: number;
  readonly features: Int32Array;
}

export const UNBOUNDED: WeightBounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Weight that minimises the node's loss: −T(G) / (H + λ), T(G) = sign(G) · max(|G| − α, 0), within bounds; float32. */
export function nodeWeight(sums: NodeSums, penalties: SplitPenalties, bounds: WeightBounds = UNBOUNDED): number {
  return boundedWeight(sums.gradient, sums.hessian, penalties, bounds.lower, bounds.upper);
}

/** Twice the loss that the node's weight saves; float32. */
export function nodeScore(sums: NodeSums, penalties: SplitPenalties, bounds: WeightBounds = UNBOUNDED): number {
  if (isPlain(penalties)) return score(sums.gradient, sums.hessian, penalties.lambda, penalties.alpha);
  return scoreGivenWeight(sums.gradient, sums.hessian, penalties.lambda, nodeWeight(sums, penalties, bounds));
}

/**
 * The split of a node with the greatest gain; undefined when none gains. Ties go to the lower feature, then to missing
 * going right, then to the bin met first: each feature is scanned upwards with missing right, then, if some row of the
 * node lacks it, downwards with missing left.
 */
export function findSplit(
  histogram: Histogram,
  matrix: BinnedMatrix,
  search: SplitSearch,
  penalties: SplitPenalties,
): Split | undefined {
  const { features, sums } = search;
  const scan = createScan(histogram, search, penalties);
  const scanBins = isPlain(penalties) ? scanPlainBins : scanConstrainedBins;
  for (let j = 0; j < features.length; j++) {
    const feature = features[j];
    const first = matrix.slots[feature];
    // The slot after the last bin holds what is missing.
    const last = matrix.slots[feature + 1] - 2;
    scanBins(scan, feature, first, last, 1);
    // An exact comparison on purpose: rounding may then cause a needless scan, but the same one as in XGBoost.
    if (scan.gradient === sums.gradient && scan.hessian === sums.hessian) continue;
    scanBins(scan, feature, last, first, -1);
  }
  return scan.bestFeature === -1 ? undefined : bestSplit(scan, matrix);
}

/** The best candidate so far, as plain numbers: this loop runs for every bin of every node. */
interface Scan {
  readonly histogram: Histogram;
  readonly search: SplitSearch;
  readonly penalties: SplitPenalties;
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

function createScan(histogram: Histogram, search: SplitSearch, penalties: SplitPenalties): Scan {
  return {
    histogram,
    search,
    penalties,
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
function scanPlainBins(scan: Scan, feature: number, from: number, to: number, step: 1 | -1): void {
  const { histogram, search, penalties } = scan;
  const { lambda, alpha, minChildWeight } = penalties;
  const { gradient: nodeGradient, hessian: nodeHessian } = search.sums;
  let gradient = 0;
  let hessian = 0;
  for (let slot = from; slot !== to + step; slot += step) {
    gradient += histogram[2 * slot];
    hessian += histogram[2 * slot + 1];
    const otherHessian = nodeHessian - hessian;
    if (hessian < minChildWeight || otherHessian < minChildWeight) continue;
    const both = score(gradient, hessian, lambda, alpha) + score(nodeGradient - gradient, otherHessian, lambda, alpha);
    const gain = Math.fround(Math.fround(both) - search.score);
    if (gain > scan.bestGain) offer(scan, gain, feature, slot, step, gradient, hessian);
  }
  scan.gradient = gradient;
  scan.hessian = hessian;
}

/** The same where a weight may be clipped: then what a side scores follows from its weight. */
function scanConstrainedBins(scan: Scan, feature: number, from: number, to: number, step: 1 | -1): void {
  const { histogram, search, penalties } = scan;
  const { lambda, minChildWeight, monotone } = penalties;
  const { sums, lower, upper } = search;
  // Downwards the scanned side is the right one, which must not be below the left for a rising constraint.
  const direction = (monotone?.[feature] ?? 0) * step;
  let gradient = 0;
  let hessian = 0;
  for (let slot = from; slot !== to + step; slot += step) {
    gradient += histogram[2 * slot];
    hessian += histogram[2 * slot + 1];
    const otherGradient = sums.gradient - gradient;
    const otherHessian = sums.hessian - hessian;
    if (hessian < minChildWeight || otherHessian < minChildWeight) continue;
    const weight = boundedWeight(gradient, hessian, penalties, lower, upper);
    const otherWeight = boundedWeight(otherGradient, otherHessian, penalties, lower, upper);
    if ((direction > 0 && weight > otherWeight) || (direction < 0 && weight < otherWeight)) continue;
    const both =
      scoreGivenWeight(gradient, hessian, lambda, weight) +
      scoreGivenWeight(otherGradient, otherHessian, lambda, otherWeight);
    const gain = Math.fround(Math.fround(both) - search.score);
    if (gain > scan.bestGain) offer(scan, gain, feature, slot, step, gradient, hessian);
  }
  scan.gradient = gradient;
  scan.hessian = hessian;
}

function offer(
  scan: Scan,
  gain: number,
  feature: number,
  slot: number,
  step: 1 | -1,
  gradient: number,
  hessian: number,
): void {
  if (gain === Number.POSITIVE_INFINITY) return;
  scan.bestGain = gain;
  scan.bestFeature = feature;
  scan.bestSlot = slot;
  scan.bestStep = step;
  scan.bestGradient = gradient;
  scan.bestHessian = hessian;
}

function bestSplit(scan: Scan, { slots, cuts }: BinnedMatrix): Split {
  const { bestFeature: feature, bestGradient: gradient, bestHessian: hessian } = scan;
  const { sums } = scan.search;
  const scanned = { gradient, hessian };
  const other = { gradient: sums.gradient - gradient, hessian: sums.hessian - hessian };
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

/** Whether no weight can be clipped, so that a node's score needs no weight. */
function isPlain({ maxDeltaStep, monotone }: SplitPenalties): boolean {
  return maxDeltaStep === 0 && monotone === undefined;
}

function boundedWeight(
  gradient: number,
  hessian: number,
  { lambda, alpha, minChildWeight, maxDeltaStep }: SplitPenalties,
  lower: number,
  upper: number,
): number {
  let weight = 0;
  if (hessian > 0 && hessian >= minChildWeight) {
    weight = -shrink(gradient, alpha) / (hessian + lambda);
    if (maxDeltaStep !== 0 && Math.abs(weight) > maxDeltaStep) weight = weight < 0 ? -maxDeltaStep : maxDeltaStep;
    weight = Math.fround(weight);
  }
  if (weight < lower) return lower;
  return weight > upper ? upper : weight;
}

/** T(G)² / (H + λ) in float32: twice the loss that the best weight saves. */
function score(gradient: number, hessian: number, lambda: number, alpha: number): number {
  if (hessian <= 0) return 0;
  const shrunk = alpha === 0 ? gradient : shrink(gradient, alpha);
  return Math.fround(Math.fround(shrunk * shrunk) / Math.fround(hessian + lambda));
}

/** −(2 G ω + (H + λ) ω²), every step in float32. */
function scoreGivenWeight(gradient: number, hessian: number, lambda: number, weight: number): number {
  if (hessian <= 0) return 0;
  const { fround } = Math;
  const linear = fround(2 * fround(gradient) * weight);
  const quadratic = fround(fround(fround(hessian) + lambda) * fround(weight * weight));
  return -fround(linear + quadratic);
}

function shrink(gradient: number, alpha: number): number {
  if (gradient > alpha) return gradient - alpha;
  if (gradient < -alpha) return gradient + alpha;
  return 0;
}
