import type { Objective } from '../objective.ts';
import type { GbdtParameters } from '../parameters.ts';
import { meanLabel, newtonStep } from './base-score.ts';
import { rowWeight } from './row-weight.ts';

/** Loss ½(f − y)², so g = f − y and h = 1, both times the row's weight. */
export function createSquaredError({ scale_pos_weight }: GbdtParameters): Objective {
  const positiveWeight = Math.fround(scale_pos_weight);

  const differentiate: Objective['differentiate'] = ([margins], { rows, labels, weights }, [{ gradient, hessian }]) => {
    if (weights === undefined && positiveWeight === 1) {
      for (let row = 0; row < rows; row++) gradient[row] = margins[row] - labels[row];
      hessian.fill(1);
      return;
    }
    for (let row = 0; row < rows; row++) {
      const weight = rowWeight(weights, labels, row, positiveWeight);
      gradient[row] = Math.fround(margins[row] - labels[row]) * weight;
      hessian[row] = weight;
    }
  };

  return {
    outputs: 1,
    defaultMetric: () => 'rmse',
    checkLabels: () => {},
    estimateBaseScore: (dataset) => (positiveWeight === 1 ? meanLabel(dataset) : newtonStep(dataset, differentiate)),
    differentiate,
    kernelLoss: positiveWeight === 1 ? 'squared' : undefined,
  };
}
