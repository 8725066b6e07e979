import { type SampleMoments, sampleMoments } from '../sample-moments.ts';
import { sharpeRatio } from '../sharpe-ratio.ts';

export interface ConditionalSummary extends SampleMoments {
  /** Annualised; undefined for fewer than 2 values or no variance. */
  readonly sharpeRatio: number | undefined;
}

/**
 * A series of a signal (its coefficients, its returns) by the regime that ruled at each decision.
 *
 * @param values - Shape (dates,).
 * @param labels - Shape (dates,), same order: the filtered label known at the decision, in 0 … K − 1.
 * @param periodsPerYear - What the Sharpe ratio is annualised with.
 * @returns Shape (K,); undefined for a regime without a date.
 */
export function conditionalSummary(
  values: ArrayLike<number>,
  labels: ArrayLike<number>,
  regimes: number,
  periodsPerYear: number,
): (ConditionalSummary | undefined)[] {
  return Array.from({ length: regimes }, (_, k) => {
    const own = Array.from(values).filter((_value, date) => labels[date] === k);
    const moments = sampleMoments(own);
    return moments && { ...moments, sharpeRatio: sharpeRatio(own, periodsPerYear) };
  });
}
