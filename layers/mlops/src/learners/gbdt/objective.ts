import type { GbdtDataset } from './dataset.ts';
import type { GbdtParameters } from './parameters.ts';

export type ObjectiveName = GbdtParameters['objective'];

/** First and second derivative of the loss by the margin, per row; rounded to float32, weights already multiplied in. */
export interface Gradients {
  /** Shape (rows,). */
  readonly gradient: Float32Array;
  /** Shape (rows,); ≥ 0. */
  readonly hessian: Float32Array;
}

/** All that the booster knows of a loss: where an objective plugs in. */
export interface Objective {
  readonly name: ObjectiveName;
  /** The global bias when the caller gives none; prediction space, float32. */
  estimateBaseScore(dataset: GbdtDataset): number;
  /** Writes the derivatives at `margins`, shape (rows,), into `into`. */
  differentiate(margins: Float32Array, dataset: GbdtDataset, into: Gradients): void;
}

/** Loss ½(f − y)², so g = f − y and h = 1, both times the row's weight. */
const squaredError: Objective = {
  name: 'reg:squarederror',

  estimateBaseScore({ rows, labels, weights }) {
    let sum = 0;
    let total = 0;
    for (let row = 0; row < rows; row++) {
      const weight = weights === undefined ? 1 : weights[row];
      sum += labels[row] * weight;
      total += weight;
    }
    return Math.fround(sum / total);
  },

  differentiate(margins, { rows, labels, weights }, { gradient, hessian }) {
    if (weights === undefined) {
      for (let row = 0; row < rows; row++) gradient[row] = margins[row] - labels[row];
      hessian.fill(1);
      return;
    }
    for (let row = 0; row < rows; row++) {
      gradient[row] = Math.fround(margins[row] - labels[row]) * weights[row];
      hessian[row] = weights[row];
    }
  },
};

const OBJECTIVES: Readonly<Record<ObjectiveName, Objective>> = { 'reg:squarederror': squaredError };

/** The objective of that name. */
export function getObjective(name: ObjectiveName): Objective {
  return OBJECTIVES[name];
}
