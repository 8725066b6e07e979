import { InvalidInputError } from '@optaic/mlops/base';
import { baseMargins } from './base-margins.ts';
import { type GbdtModel, type GbdtTree, outputsOf } from './gbdt-model.ts';
import { addForestInWasm } from './kernel/wasm-forest.ts';
import { interleave, toPredictions } from './to-predictions.ts';

/**
 * Predicts rows by walking every tree: probabilities for classifiers, values or ranking scores otherwise. Leaves are
 * summed onto the base in tree order in float32, as XGBoost does.
 *
 * @param values - Shape (features × rows), column-major, in the model's feature order; NaN is missing.
 * @returns Shape (rows × outputs), row-major; outputs are the classes of `multi:softprob`, otherwise 1.
 * @throws {InvalidInputError} `learner.shape_mismatch` when `values` does not hold rows × the model's features.
 */
export function predictGbdt(model: GbdtModel, values: Float32Array, rows: number): Float32Array {
  return toPredictions(model.objective, sumLeaves(model, values, rows));
}

/** The same before the transformation to predictions: sums of leaves, such as log odds. */
export function predictGbdtMargins(model: GbdtModel, values: Float32Array, rows: number): Float32Array {
  return interleave(sumLeaves(model, values, rows));
}

function sumLeaves(model: GbdtModel, values: Float32Array, rows: number): Float32Array[] {
  checkValues(model, values, rows);
  const margins = baseMargins(model).map((base) => new Float32Array(rows).fill(base));
  const outputs = outputsOf(model);
  if (addForestInWasm(model.trees, model.featureNames.length, values, margins)) return margins;
  model.trees.forEach((tree, i) => {
    addTree(tree, values, rows, undefined, margins[i % outputs]);
  });
  return margins;
}

/**
 * Refuses values that are not rows of the model's features.
 *
 * @throws {InvalidInputError} `learner.shape_mismatch`.
 */
export function checkValues({ featureNames }: GbdtModel, values: Float32Array, rows: number): void {
  const features = featureNames.length;
  if (Number.isInteger(rows) && rows >= 0 && values.length === rows * features) return;
  throw new InvalidInputError(
    'learner.shape_mismatch',
    `values has ${values.length} elements; ${rows} rows of the model's ${features} features need ${rows * features}`,
  );
}

/**
 * Adds the tree's leaf to the margin of each row of `only`, or of all rows.
 *
 * @param values - Shape (features × rows), column-major.
 * @param margins - Shape (rows,); changed.
 */
export function addTree(
  tree: GbdtTree,
  values: Float32Array,
  rows: number,
  only: Int32Array | undefined,
  margins: Float32Array,
): void {
  const walker = compileTree(tree, rows);
  const count = only === undefined ? rows : only.length;
  for (let i = 0; i < count; i++) {
    const row = only === undefined ? i : only[i];
    margins[row] += walkTree(walker, values, row);
  }
}

/** A tree's columns as typed arrays: plain arrays of mixed integers and floats walk several times slower. */
interface TreeWalker {
  readonly left: Int32Array;
  /** Where the column of the split's feature begins. */
  readonly column: Int32Array;
  readonly condition: Float32Array;
  /** The child that a missing value goes to. */
  readonly missing: Int32Array;
}

function compileTree(tree: GbdtTree, rows: number): TreeWalker {
  const left = Int32Array.from(tree.leftChildren);
  return {
    left,
    column: Int32Array.from(tree.splitFeatures, (feature) => feature * rows),
    condition: Float32Array.from(tree.splitConditions),
    missing: left.map((child, node) => (tree.defaultLeft[node] ? child : child + 1)),
  };
}

function walkTree({ left, column, condition, missing }: TreeWalker, values: Float32Array, row: number): number {
  let node = 0;
  while (left[node] !== -1) {
    const x = values[column[node] + row];
    if (x < condition[node]) node = left[node];
    else if (x >= condition[node]) node = left[node] + 1;
    else node = missing[node];
  }
  return condition[node];
}
