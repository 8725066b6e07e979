import { type Evaluator, requireNative } from '@optaic/mlops/base';
import { gaussianLogDensities, hmmDiagnostics } from '@optaic/mlops/learners/hmm';
import { meanTotalVariation } from '@optaic/mlops/metrics';
import { likeliestOf } from '../inference/debounce.ts';
import { walkRegimes } from '../inference/walk-regimes.ts';
import { decodeRegimeModel } from '../model/regime-model.ts';
import { outcomeMetrics } from './outcome-metrics.ts';
import { pathMetrics } from './path-metrics.ts';

/**
 * Filters the validation bars from where training ended, as production would, and judges what the filter said: its one-step
 * log-likelihood beside one Gaussian's, how long regimes last and how often they flip, how far they tell outcomes apart,
 * and, to diagnose only, what hindsight would have said instead. A figure that too few bars define is absent.
 */
export const evaluator: Evaluator = {
  evaluate(validation, score, context = {}) {
    const model = decodeRegimeModel(requireNative(context));
    const regimes = model.hmm.initial.length;
    const { bars } = walkRegimes(model, score, context.state);
    if (bars.length === 0) return {};
    const logLikelihood = meanOf(bars.map((bar) => bar.logLikelihood));
    const baseline = meanOf(gaussianLogDensities(model.baseline, validation.features, validation.rows));
    const { filtered, smoothed } = hmmDiagnostics.smoothedPath(model.hmm, score);
    const hindsight = bars.map((_, bar) => likeliestOf(smoothed.subarray(bar * regimes, (bar + 1) * regimes)));
    return defined({
      outOfSampleLogLikelihoodPerBar: logLikelihood,
      outOfSampleLogLikelihoodPerBarSingleRegime: baseline,
      outOfSampleLogLikelihoodGainPerBar: logLikelihood - baseline,
      filteredSmoothedTotalVariation: meanTotalVariation(filtered, smoothed, regimes),
      ...pathMetrics(bars, hindsight, regimes),
      ...outcomeMetrics(bars, validation.labels, model.calmness),
    });
  },
};

function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum / values.length;
}

function defined(metrics: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const out: Record<string, number> = {};
  for (const [name, value] of Object.entries(metrics)) if (value !== undefined) out[name] = value;
  return out;
}
