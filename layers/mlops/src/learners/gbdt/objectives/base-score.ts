import type { GbdtDataset } from '../dataset.ts';
import type { Gradients, Objective } from '../objective.ts';

const LEAST_HESSIAN = Math.fround(1e-6);

/** Weighted mean of the labels; float32. */
export function meanLabel({ rows, labels, weights }: GbdtDataset): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row++) {
    const weight = weights === undefined ? 1 : weights[row];
    sum += labels[row] * weight;
    total += weight;
  }
  return Math.fround(sum / total);
}

/** One unregularised Newton step from the margin 0 of an objective of one output; float32, margin space. */
export function newtonStep(dataset: GbdtDataset, differentiate: Objective['differentiate']): number {
  const { rows } = dataset;
  const into: Gradients = { gradient: new Float32Array(rows), hessian: new Float32Array(rows) };
  differentiate([new Float32Array(rows)], dataset, [into]);
  let gradient = 0;
  let hessian = 0;
  for (let row = 0; row < rows; row++) {
    gradient += into.gradient[row];
    hessian += into.hessian[row];
  }
  return Math.fround(-gradient / Math.max(hessian, LEAST_HESSIAN));
}
