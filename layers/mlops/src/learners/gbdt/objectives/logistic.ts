import { refuseRows } from '../../refuse-rows.ts';
import { sigmoidFloat32 } from '../float32-exp.ts';
import type { Objective } from '../objective.ts';
import type { GbdtParameters } from '../parameters.ts';
import { meanLabel, newtonStep } from './base-score.ts';
import { refuseSingleClass } from './refuse-single-class.ts';
import { rowWeight } from './row-weight.ts';

const LEAST_HESSIAN = Math.fround(1e-16);

/** Logistic loss of a probability label: g = p − y, h = p(1 − p), p = σ(f), both times the row's weight. */
export function createLogistic({ scale_pos_weight }: GbdtParameters): Objective {
  const { fround } = Math;
  const positiveWeight = fround(scale_pos_weight);

  const differentiate: Objective['differentiate'] = ([margins], { rows, labels, weights }, [{ gradient, hessian }]) => {
    for (let row = 0; row < rows; row++) {
      const probability = sigmoidFloat32(margins[row]);
      const weight = rowWeight(weights, labels, row, positiveWeight);
      gradient[row] = fround(probability - labels[row]) * weight;
      hessian[row] = Math.max(fround(probability * fround(1 - probability)), LEAST_HESSIAN) * weight;
    }
  };

  return {
    outputs: 1,
    defaultMetric: () => 'logloss',
    checkLabels(dataset, name) {
      refuseRows(
        'learner.label_out_of_range',
        `labels of the ${name} dataset`,
        'in [0, 1]',
        dataset.labels,
        (label) => {
          return !(label >= 0 && label <= 1);
        },
      );
      if (name === 'training') refuseSingleClass(dataset);
    },
    estimateBaseScore: (dataset) =>
      positiveWeight === 1 ? meanLabel(dataset) : sigmoidFloat32(newtonStep(dataset, differentiate)),
    differentiate,
    kernelLoss: positiveWeight === 1 ? 'logistic' : undefined,
  };
}
