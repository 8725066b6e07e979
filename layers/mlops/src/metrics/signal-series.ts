import { InvalidInputError } from '@optaic/mlops/base';
import { informationCoefficient, rankInformationCoefficient } from './information-coefficient.ts';
import { longShortReturn } from './long-short-return.ts';
import { netReturn } from './net-return.ts';
import type { CompleteSignals, CrossSection } from './signal-panel.ts';
import { signalWeights, weightedReturn } from './signal-weights.ts';
import { type Book, driftedBook, weightTurnover } from './weight-turnover.ts';

/** What one decision of a signal came to. What is undefined is skipped in every mean, and counted. */
export interface SignalDate {
  /** Milliseconds since the epoch, UTC. */
  readonly decisionTime: number;
  /** Rows with both signal and outcome. */
  readonly assets: number;
  readonly informationCoefficient: number | undefined;
  readonly rankInformationCoefficient: number | undefined;
  /** Of the equally weighted book, top against bottom fifth, gross leverage 1; in fractions, before costs. */
  readonly longShortReturn: number | undefined;
  /** Of the book that the signal weights, gross leverage 1; in fractions, before costs. */
  readonly weightedReturn: number | undefined;
  /** One-way, of the weighted book, from what the book one holding period before has drifted to; ½ for the first. */
  readonly turnover: number | undefined;
  /** The weighted book's after costs. */
  readonly netReturn: number | undefined;
  /** Mean outcome of the assets; in fractions. */
  readonly universeReturn: number | undefined;
  /** 1/Σ w²: as many equally weighted names spread as widely. */
  readonly effectiveAssets: number | undefined;
}

export interface SignalSeriesOptions {
  /** Decisions that one outcome spans: 5 for five-day outcomes of daily decisions, 1 when outcomes do not overlap. */
  readonly holdingPeriods: number;
  /** Per side, in basis points of what is traded. */
  readonly costBps: number;
}

/**
 * Every decision of a signal, judged by itself.
 *
 * With outcomes of h decisions a book is held until the decision h later, so that there are h of them side by side: turnover
 * compares with the book h decisions before, and returns h apart do not overlap.
 *
 * @throws {InvalidInputError} `metrics.holding_out_of_range` unless holdingPeriods is an integer ≥ 1.
 */
export function signalSeries(
  { crossSections }: CompleteSignals,
  { holdingPeriods, costBps }: SignalSeriesOptions,
): SignalDate[] {
  if (!Number.isInteger(holdingPeriods) || holdingPeriods < 1) {
    throw new InvalidInputError(
      'metrics.holding_out_of_range',
      `${holdingPeriods} holding periods; pass an integer ≥ 1, the decisions that one outcome spans`,
    );
  }
  const held: Book[] = Array.from({ length: holdingPeriods }, () => new Map());
  return crossSections.map((section, t) => {
    const { signal, outcome } = section;
    const weights = signalWeights(signal);
    const gross = weights && weightedReturn(weights, outcome);
    const turnover = weights && rebalance(section, weights, held, t % holdingPeriods);
    return {
      decisionTime: section.decisionTime,
      assets: signal.length,
      informationCoefficient: informationCoefficient(signal, outcome),
      rankInformationCoefficient: rankInformationCoefficient(signal, outcome),
      longShortReturn: longShortReturn(signal, outcome),
      weightedReturn: gross,
      turnover,
      netReturn: gross === undefined || turnover === undefined ? undefined : netReturn(gross, turnover, costBps),
      universeReturn: signal.length === 0 ? undefined : outcome.reduce((sum, r) => sum + r, 0) / outcome.length,
      effectiveAssets: weights && 1 / weights.reduce((sum, w) => sum + w * w, 0),
    };
  });
}

/** Puts a new book in the place of an earlier one; returns the turnover. A date without a book leaves the earlier one. */
function rebalance({ entity, outcome }: CrossSection, weights: Float64Array, held: Book[], place: number): number {
  const book = new Map(entity.map((name, i) => [name, weights[i]]));
  const turnover = weightTurnover(book, held[place] ?? new Map());
  held[place] = driftedBook(book, new Map(entity.map((name, i) => [name, outcome[i]])));
  return turnover;
}

/** The values of one column that are defined, in time order. */
export function definedValues(
  series: readonly SignalDate[],
  column: Exclude<keyof SignalDate, 'decisionTime' | 'assets'>,
): number[] {
  return series.map((date) => date[column]).filter((value) => value !== undefined);
}
