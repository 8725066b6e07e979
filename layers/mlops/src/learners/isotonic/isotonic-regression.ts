import { InvalidInputError } from '@optaic/mlops/base';

/** A non-decreasing step-free function: linear between its knots, constant beyond them. */
export interface IsotonicModel {
  /** Shape (knots,), strictly ascending. */
  readonly x: readonly number[];
  /** Shape (knots,), non-decreasing. */
  readonly y: readonly number[];
}

/**
 * Isotonic regression: the non-decreasing function that minimises Σ (y − f(x))², by pooling adjacent violators. With
 * labels 0 and 1 it calibrates a score: f(score) is the probability of 1.
 *
 * @param x - Shape (n,); finite; in any order. Equal values are one point, of their mean label.
 * @param y - Shape (n,); finite.
 * @throws {InvalidInputError} `learner.shape_mismatch` when the lengths differ or are 0; `learner.label_not_finite`.
 * @see Barlow, Bartholomew, Bremner and Brunk, Statistical Inference under Order Restrictions, 1972; scikit-learn,
 *   IsotonicRegression.
 */
export function fitIsotonic(x: ArrayLike<number>, y: ArrayLike<number>): IsotonicModel {
  if (x.length === 0 || x.length !== y.length) {
    throw new InvalidInputError(
      'learner.shape_mismatch',
      `${x.length} scores and ${y.length} labels; give one of each for every row, and at least one row`,
    );
  }
  const blocks = pool(points(x, y));
  const knots = { x: [] as number[], y: [] as number[] };
  for (const { from, to, weight, sum } of blocks) {
    for (const edge of from === to ? [from] : [from, to]) {
      knots.x.push(edge);
      knots.y.push(sum / weight);
    }
  }
  return knots;
}

/** The value of the function at each x. Shape as `x`; NaN where x is. */
export function predictIsotonic({ x: knots, y }: IsotonicModel, x: ArrayLike<number>): Float64Array {
  const last = knots.length - 1;
  return Float64Array.from(x, (value) => {
    if (Number.isNaN(value)) return Number.NaN;
    if (value <= knots[0]) return y[0];
    if (value >= knots[last]) return y[last];
    let low = 0;
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (knots[middle] <= value) low = middle;
      else high = middle;
    }
    return y[low] + ((y[high] - y[low]) * (value - knots[low])) / (knots[high] - knots[low]);
  });
}

interface Block {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
  readonly sum: number;
}

/** One block a distinct x, ascending. */
function points(x: ArrayLike<number>, y: ArrayLike<number>): Block[] {
  const order = Array.from({ length: x.length }, (_, i) => i).sort((a, b) => x[a] - x[b]);
  const out: Block[] = [];
  for (const i of order) {
    if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) {
      throw new InvalidInputError(
        'learner.label_not_finite',
        `row ${i} has score ${x[i]} and label ${y[i]}; both must be finite`,
      );
    }
    const last = out.at(-1);
    if (last?.to === x[i]) out[out.length - 1] = { ...last, weight: last.weight + 1, sum: last.sum + y[i] };
    else out.push({ from: x[i], to: x[i], weight: 1, sum: y[i] });
  }
  return out;
}

/** Merges neighbours until their means ascend. */
function pool(blocks: readonly Block[]): Block[] {
  const pooled: Block[] = [];
  for (const block of blocks) {
    let merged = block;
    for (let last = pooled.at(-1); last !== undefined; last = pooled.at(-1)) {
      if (last.sum * merged.weight < merged.sum * last.weight) break;
      pooled.pop();
      merged = { from: last.from, to: merged.to, weight: last.weight + merged.weight, sum: last.sum + merged.sum };
    }
    pooled.push(merged);
  }
  return pooled;
}
