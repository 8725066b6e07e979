import { compoundOutcomes } from './compound-outcomes.ts';
import { rankInformationCoefficient } from './information-coefficient.ts';
import { linearFit } from './linear-fit.ts';
import { sampleMoments } from './sample-moments.ts';
import { sharedEntities } from './shared-entities.ts';
import type { CrossSection } from './signal-panel.ts';

export interface DecayPoint {
  /** k: holding periods ahead, or decisions that the signal is delayed by. */
  readonly periods: number;
  /** Mean rank information coefficient; undefined when no date has one. */
  readonly mean: number | undefined;
  readonly dates: number;
}

/** Trading days of the curve for one-day outcomes of daily decisions. */
export const DECAY_PERIODS = [1, 2, 3, 5, 10, 21, 42, 63] as const;

/**
 * How a signal's skill fades with the horizon: the mean rank information coefficient of s_t and R_{t → t + k}, the outcomes
 * of k holding periods compounded.
 *
 * @param periods - The k, ascending.
 * @see alphalens-reloaded, performance.factor_information_coefficient over several periods.
 */
export function coefficientDecay(
  sections: readonly CrossSection[],
  holdingPeriods: number,
  periods: readonly number[] = DECAY_PERIODS,
): DecayPoint[] {
  return Array.from(compoundOutcomes(sections, holdingPeriods, periods), (outcomes, i) =>
    decayPoint(
      periods[i],
      sections.map(({ signal }, t) => rankInformationCoefficient(signal, outcomes[t])),
    ),
  );
}

/**
 * How a signal's skill fades with its age: the mean rank information coefficient of s_{t − k} and R_t over the assets of
 * both dates, the horizon fixed.
 *
 * @param lags - k: decisions that the signal is delayed by; 0 is the signal itself.
 */
export function laggedCoefficientDecay(sections: readonly CrossSection[], lags: readonly number[]): DecayPoint[] {
  return lags.map((lag) =>
    decayPoint(
      lag,
      sections.map((section, t) => {
        const earlier = sections[t - lag];
        if (earlier === undefined) return undefined;
        const shared = sharedEntities(section, earlier);
        return rankInformationCoefficient(
          shared.map(([, before]) => earlier.signal[before]),
          shared.map(([now]) => section.outcome[now]),
        );
      }),
    ),
  );
}

/**
 * Where a decay curve falls to half of its highest point, interpolated between the two points around it.
 *
 * @returns In the unit of `periods`; undefined when no point is above 0, or the curve stays above half of its highest.
 */
export function interpolatedHalfLife(curve: readonly DecayPoint[]): number | undefined {
  const points = definedPoints(curve);
  const highest = Math.max(...points.map(({ mean }) => mean));
  if (!(highest > 0)) return undefined;
  const half = highest / 2;
  const start = points.findIndex(({ mean }) => mean === highest);
  const at = points.findIndex(({ mean }, i) => i > start && mean <= half);
  if (at === -1) return undefined;
  const before = points[at - 1];
  const after = points[at];
  return before.periods + ((before.mean - half) / (before.mean - after.mean)) * (after.periods - before.periods);
}

/**
 * Half-life τ ln 2 of IC₀ exp(−k/τ), fitted by least squares of ln IC on k over the points above 0.
 *
 * @returns In the unit of `periods`; undefined for fewer than 2 such points, or a curve that does not fall.
 */
export function exponentialHalfLife(curve: readonly DecayPoint[]): number | undefined {
  const points = definedPoints(curve).filter(({ mean }) => mean > 0);
  const fit = linearFit(
    points.map(({ periods }) => periods),
    points.map(({ mean }) => Math.log(mean)),
  );
  return fit === undefined || fit.slope >= 0 ? undefined : Math.LN2 / -fit.slope;
}

function decayPoint(periods: number, coefficients: readonly (number | undefined)[]): DecayPoint {
  const moments = sampleMoments(coefficients.filter((value) => value !== undefined));
  return { periods, mean: moments?.mean, dates: moments?.count ?? 0 };
}

function definedPoints(curve: readonly DecayPoint[]): { periods: number; mean: number }[] {
  return curve.flatMap(({ periods, mean }) => (mean === undefined ? [] : [{ periods, mean }]));
}
