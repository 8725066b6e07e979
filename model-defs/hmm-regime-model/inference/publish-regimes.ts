import type { Prediction } from '@optaic/mlops/base';
import type { RegimeModel } from '../model/regime-model.ts';
import type { RegimeBar } from './walk-regimes.ts';

/**
 * `score`: ln p(x_t | x_{1:t−1}), how surprised the model is. `signal`: Σ p_k calmness_k, +1 calm, −1 turbulent. Beside them
 * label, debounced label, entropy (nats), days in the regime, and of every regime its probability and tomorrow's.
 */
export function publishRegimes(
  bars: readonly RegimeBar[],
  { calmness }: Pick<RegimeModel, 'calmness'>,
): Omit<Prediction, 'state'> {
  const columns: Record<string, Float32Array> = {
    label: Float32Array.from(bars, ({ label }) => label),
    debounced_label: Float32Array.from(bars, ({ debouncedLabel }) => debouncedLabel),
    entropy: Float32Array.from(bars, ({ probabilities }) => entropyOf(probabilities)),
    days_in_regime: Float32Array.from(bars, ({ daysInRegime }) => daysInRegime),
  };
  for (const k of calmness.keys()) {
    columns[`probability_${k}`] = Float32Array.from(bars, ({ probabilities }) => probabilities[k]);
    columns[`forecast_${k}`] = Float32Array.from(bars, ({ forecast }) => forecast[k]);
  }
  return {
    score: Float32Array.from(bars, ({ logLikelihood }) => logLikelihood),
    signal: Float32Array.from(bars, ({ probabilities }) => {
      const mean = calmness.reduce((sum, calm, k) => sum + calm * probabilities[k], 0);
      return Math.max(-1, Math.min(1, mean));
    }),
    columns,
  };
}

/** −Σ p ln p, in nats. */
export function entropyOf(probabilities: Float64Array): number {
  let entropy = 0;
  for (const share of probabilities) if (share > 0) entropy -= share * Math.log(share);
  return entropy;
}
