import type { Objective } from '../objective.ts';
import type { GbdtParameters } from '../parameters.ts';
import { newtonStep } from './base-score.ts';

/**
 * Loss δ²(√(1 + z²/δ²) − 1), z = f − y: squared for small errors, absolute for large ones. So g = z / √(1 + z²/δ²) and
 * h = δ² / ((δ² + z²) √(1 + z²/δ²)), every step in float32, both times the row's weight.
 *
 * @see Charbonnier, Blanc-Féraud, Aubert and Barlaud, Deterministic Edge-Preserving Regularization, 1997.
 */
export function createPseudoHuber({ huber_slope }: GbdtParameters): Objective {
  const { fround } = Math;
  const slope = fround(huber_slope);
  const slopeSquared = fround(slope * slope);

  const differentiate: Objective['differentiate'] = ([margins], { rows, labels, weights }, [{ gradient, hessian }]) => {
    for (let row = 0; row < rows; row++) {
      const error = fround(margins[row] - labels[row]);
      const squared = fround(error * error);
      const root = fround(Math.sqrt(fround(1 + fround(squared / slopeSquared))));
      const weight = weights === undefined ? 1 : weights[row];
      gradient[row] = fround(error / root) * weight;
      hessian[row] = fround(slopeSquared / fround(fround(slopeSquared + squared) * root)) * weight;
    }
  };

  return {
    outputs: 1,
    defaultMetric: () => 'mphe',
    checkLabels: () => {},
    estimateBaseScore: (dataset) => newtonStep(dataset, differentiate),
    differentiate,
  };
}
