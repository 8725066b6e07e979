import { kolmogorovTail } from '../../statistics/kolmogorov/kolmogorov-tail.ts';
import type { QuantileSketch } from '../quantile-sketch.ts';
import { distributionOf, rankErrorBound, type SketchedDistribution, shareBelow } from '../sketched-distribution.ts';
import { type ProfileDistance, within } from './profile-distance.ts';

/** The statistic looks at quantiles 0, 1/99, … 1 of both sides, so it can miss this much between two of them. */
const STEP = 1 / 99;

/**
 * Kolmogorov–Smirnov statistic of two sketches: the largest difference of their distribution functions at 100 quantiles of
 * both. The rows' own statistic is less by at most both rank errors, more by at most those and 1/99.
 *
 * @param reference - With a value.
 * @param current - With a value.
 * @returns p by the law of one sample of n m / (n + m) rows.
 * @see whylogs 1.6.0, viz/drift/column_drift_algorithms.py, KS.
 */
export function kolmogorovSmirnovOfSketches(reference: QuantileSketch, current: QuantileSketch): ProfileDistance {
  const left = distributionOf(reference);
  const right = distributionOf(current);
  let largest = 0;
  for (const point of [...pointsOf(reference, left), ...pointsOf(current, right)]) {
    largest = Math.max(largest, Math.abs(shareBelow(left, point) - shareBelow(right, point)));
  }
  const error = rankErrorBound(reference) + rankErrorBound(current);
  const rows = roundHalfToEven(reference.count * (current.count / (reference.count + current.count)));
  return {
    distance: within(largest, { below: error, above: error + STEP }, [0, 1]),
    pValue: kolmogorovTail(largest, Math.max(1, rows)),
  };
}

/** 100 quantiles, each the first value with more than its share at or below it; the outermost are the extremes. */
function pointsOf({ minimum, maximum, count }: QuantileSketch, { values, cumulative }: SketchedDistribution): number[] {
  const points = [minimum];
  let position = 0;
  for (let i = 1; i < 99; i++) {
    while (cumulative[position] <= i * STEP * count) position++;
    points.push(values[position]);
  }
  return [...points, maximum];
}

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
