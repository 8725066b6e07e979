import { type DataMonitor, InstantSchema, InvalidInputError, type Panel } from '@optaic/mlops/base';
import { crossSections } from '@optaic/mlops/metrics';
import { type DriftBaseline, encodeReference, type FeatureBaseline } from './drift-baseline.ts';
import { quantile } from './quantile.ts';
import { sampleWindows } from './sample-windows.ts';
import { sortedFinite, wassersteinDistance, wassersteinNorm } from './wasserstein-normed.ts';

/** More windows than these are sampled: the 99th percentile of 2,000 stands on the twenty largest. */
const MAXIMUM_WINDOWS = 2_000;

/** A quantile of fewer windows than these is their maximum in disguise. */
const MINIMUM_WINDOWS = 20;

/** More values are thinned to evenly spaced order statistics, so that a baseline stays under 300 KiB a feature. */
const MAXIMUM_REFERENCE_VALUES = 50_000;

/** In standard deviations; a smaller limit, as a constant feature would have, is rounding. */
const MINIMUM_LIMIT = 0.001;

/**
 * Calibrates drift limits inside a version's own training data: for each feature the statistic of every window of
 * `windowDays` consecutive decision dates against all rows, and of these the quantile `limitQuantile`.
 *
 * A textbook threshold calls every calm week a drift, because a week is never a fair sample of five years. A limit from
 * windows of the same length asks the question that matters: is this week unlike any week the model was trained on?
 *
 * @param panel - The training rows, in order of decision time.
 * @param monitor - Statistic, window, quantile and share of the definition.
 * @param seed - Chooses the windows when there are more than 2,000; otherwise all are used.
 * @throws {InvalidInputError} `drift.too_few_windows` when the rows hold fewer than 20 windows; `drift.no_values` when a
 *   feature has no finite value, or fewer than 20 windows that have one.
 */
export function calibrateDriftBaseline(panel: Panel, monitor: DataMonitor, seed: number): DriftBaseline {
  const dates = crossSections(panel.decisionTime);
  const available = dates.length - monitor.windowDays + 1;
  if (available < MINIMUM_WINDOWS) {
    throw new InvalidInputError(
      'drift.too_few_windows',
      `${dates.length} decision dates hold ${Math.max(0, available)} windows of ${monitor.windowDays} days; calibration needs ${MINIMUM_WINDOWS}: train on more days or shorten the window`,
    );
  }
  const windows = sampleWindows(available, MAXIMUM_WINDOWS, seed).map(
    (first): RowRange => [dates[first][0], dates[first + monitor.windowDays - 1][1]],
  );
  return {
    statistic: monitor.statistic,
    windowDays: monitor.windowDays,
    limitQuantile: monitor.limitQuantile,
    driftShare: monitor.driftShare,
    windows: windows.length,
    rows: panel.rows,
    firstDecision: instantOf(panel.decisionTime[0]),
    lastDecision: instantOf(panel.decisionTime[panel.rows - 1]),
    features: panel.featureNames.map((name, feature) =>
      calibrateFeature(
        name,
        panel.features.subarray(feature * panel.rows, (feature + 1) * panel.rows),
        windows,
        monitor.limitQuantile,
      ),
    ),
  };
}

type RowRange = [start: number, end: number];

function calibrateFeature(
  name: string,
  values: Float32Array,
  windows: readonly RowRange[],
  limitQuantile: number,
): FeatureBaseline {
  const sorted = sortedFinite(values);
  const reference = thinned(sorted);
  const norm = sorted.length === 0 ? Number.NaN : wassersteinNorm(sorted);
  const scores: number[] = [];
  for (const [start, end] of windows) {
    const current = sortedFinite(values.subarray(start, end));
    if (current.length > 0) scores.push(wassersteinDistance(reference, current) / norm);
  }
  if (scores.length < MINIMUM_WINDOWS) {
    throw new InvalidInputError(
      'drift.no_values',
      `feature ${name} has finite values in ${scores.length} of ${windows.length} windows; calibration needs ${MINIMUM_WINDOWS}: leave the feature out or train on days that have it`,
    );
  }
  return {
    name,
    limit: Math.max(quantile(Float64Array.from(scores), limitQuantile), MINIMUM_LIMIT),
    norm,
    mean: meanOf(sorted),
    missingShare: 1 - sorted.length / values.length,
    reference: encodeReference(reference),
  };
}

/** At most 50,000 order statistics, at the middles of equal steps of probability. */
function thinned(sorted: Float32Array): Float32Array {
  if (sorted.length <= MAXIMUM_REFERENCE_VALUES) return sorted;
  const step = sorted.length / MAXIMUM_REFERENCE_VALUES;
  return Float32Array.from({ length: MAXIMUM_REFERENCE_VALUES }, (_, i) => sorted[Math.floor((i + 0.5) * step)]);
}

function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function instantOf(milliseconds: number) {
  return InstantSchema.parse(new Date(milliseconds).toISOString());
}
