import { expFloat32, sigmoidFloat32 } from './float32-exp.ts';
import type { GbdtModel } from './gbdt-model.ts';

/** The smallest positive normal float32: XGBoost's start of the search for the greatest margin. */
const LEAST_MARGIN = 2 ** -126;

/**
 * Predictions of margins: probabilities for classifiers, the margins themselves otherwise.
 *
 * @param margins - One an output, each of shape (rows,).
 * @returns Shape (rows × outputs), row-major.
 */
export function toPredictions(objective: GbdtModel['objective'], margins: readonly Float32Array[]): Float32Array {
  const [first] = margins;
  if (objective === 'binary:logistic') return first.map(sigmoidFloat32);
  return objective === 'multi:softprob' ? softmax(margins) : first.slice();
}

/** Margins of all outputs, row-major. */
export function interleave(margins: readonly Float32Array[]): Float32Array {
  const outputs = margins.length;
  if (outputs === 1) return margins[0];
  const out = new Float32Array(outputs * margins[0].length);
  margins.forEach((column, k) => {
    for (let row = 0; row < column.length; row++) out[row * outputs + k] = column[row];
  });
  return out;
}

/** eᶠ / Σ eᶠ in float32, the sum in float64. */
function softmax(margins: readonly Float32Array[]): Float32Array {
  const classes = margins.length;
  const out = interleave(margins);
  for (let begin = 0; begin < out.length; begin += classes) {
    let greatest = LEAST_MARGIN;
    for (let i = begin; i < begin + classes; i++) greatest = Math.max(greatest, out[i]);
    let sum = 0;
    for (let i = begin; i < begin + classes; i++) {
      out[i] = expFloat32(Math.fround(out[i] - greatest));
      sum += out[i];
    }
    const total = Math.fround(sum);
    for (let i = begin; i < begin + classes; i++) out[i] /= total;
  }
  return out;
}
