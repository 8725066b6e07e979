import { refuseRows } from '../../refuse-rows.ts';
import { expFloat32 } from '../float32-exp.ts';
import type { Objective } from '../objective.ts';
import { type GbdtParameters, requireClasses } from '../parameters.ts';
import { refuseSingleClass } from './refuse-single-class.ts';

/** The smallest positive normal float32: XGBoost's start of the search for the greatest margin. */
const LEAST_MARGIN = 2 ** -126;
const LEAST_HESSIAN = Math.fround(1e-16);

/** Cross entropy of K classes: g_k = p_k − [y = k], h_k = 2 p_k(1 − p_k), p the softmax of the K margins. */
export function createSoftmax(parameters: GbdtParameters): Objective {
  const { fround } = Math;
  const classes = requireClasses(parameters);

  const differentiate: Objective['differentiate'] = (margins, { rows, labels, weights }, into) => {
    const powers = new Float32Array(classes);
    for (let row = 0; row < rows; row++) {
      let greatest = LEAST_MARGIN;
      for (let k = 0; k < classes; k++) greatest = Math.max(greatest, margins[k][row]);
      let sum = 0;
      for (let k = 0; k < classes; k++) {
        powers[k] = expFloat32(fround(margins[k][row] - greatest));
        sum += powers[k];
      }
      const total = fround(sum);
      const weight = weights === undefined ? 1 : weights[row];
      for (let k = 0; k < classes; k++) {
        const probability = fround(powers[k] / total);
        const variance = fround(2 * probability * fround(1 - probability));
        into[k].hessian[row] = Math.max(fround(variance * weight), LEAST_HESSIAN);
        into[k].gradient[row] = (labels[row] === k ? fround(probability - 1) : probability) * weight;
      }
    }
  };

  return {
    outputs: classes,
    defaultMetric: () => 'mlogloss',
    checkLabels(dataset, name) {
      const required = `whole numbers in [0, ${classes - 1}], as num_class is ${classes}`;
      refuseRows('learner.label_out_of_range', `labels of the ${name} dataset`, required, dataset.labels, (label) => {
        return !(Number.isInteger(label) && label >= 0 && label < classes);
      });
      if (name === 'training') refuseSingleClass(dataset);
    },
    estimateBaseScore: () => 0.5,
    differentiate,
  };
}
