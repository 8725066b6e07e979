import { regimeRuns } from './regime-durations.ts';

export interface DetectionLag {
  /** Bars from a change to its detection; undefined when none was detected. */
  readonly meanBars: number | undefined;
  readonly detected: number;
  /** Changes that the filter had not followed when the next one came. */
  readonly missed: number;
}

/**
 * How late filtered labels follow the smoothed ones, which know the future: a diagnostic, never an input.
 *
 * A change of the smoothed label is detected at the first bar, before its next change, at which the filtered label is the
 * same; at once, when it already is.
 *
 * @param filtered - Shape (bars,).
 * @param smoothed - Shape (bars,), same order.
 * @see Bulla and others, Markov-Switching Asset Allocation, 2011.
 */
export function detectionLag(filtered: ArrayLike<number>, smoothed: ArrayLike<number>): DetectionLag {
  const lags: number[] = [];
  let missed = 0;
  let start = 0;
  regimeRuns(smoothed).forEach(({ regime, bars }, run) => {
    const end = start + bars;
    if (run > 0) {
      let bar = start;
      while (bar < end && filtered[bar] !== regime) bar++;
      if (bar < end) lags.push(bar - start);
      else missed++;
    }
    start = end;
  });
  const meanBars = lags.length === 0 ? undefined : lags.reduce((sum, lag) => sum + lag, 0) / lags.length;
  return { meanBars, detected: lags.length, missed };
}
