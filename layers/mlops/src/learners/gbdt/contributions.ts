import { InvalidInputError } from '@optaic/mlops/base';
import { baseMargins } from './base-margins.ts';
import { createFeaturePath, type FeaturePath } from './feature-path.ts';
import { type GbdtModel, type GbdtTree, outputsOf } from './gbdt-model.ts';
import { checkValues } from './predict-gbdt.ts';

/** The work of a tree grows with the square of its depth. */
const DEEPEST = 512;

/**
 * How much each feature moved the margin of each row: the Shapley values of the path-dependent game, in which a split on
 * an unknown feature is followed both ways, by the covers of the children. A row's contributions sum to its margin.
 *
 * @param values - Shape (features × rows), column-major; NaN is missing.
 * @returns Shape (rows × outputs × (features + 1)), row-major; margin space, the last of each being what is expected
 *   before any feature is known.
 * @throws {InvalidInputError} `learner.shape_mismatch`; `learner.tree_too_deep` for a tree deeper than 512.
 * @see Lundberg, Erion and Lee, Consistent Individualized Feature Attribution for Tree Ensembles, 2018, algorithm 2.
 */
export function gbdtContributions(model: GbdtModel, values: Float32Array, rows: number): Float32Array {
  checkValues(model, values, rows);
  const outputs = outputsOf(model);
  const width = model.featureNames.length + 1;
  const walks = model.trees.map((tree, i) => createWalk(tree, i));
  const bases = baseMargins(model);
  walks.forEach(({ expected }, i) => {
    bases[i % outputs] += expected;
  });
  const contributions = new Float32Array(rows * outputs * width);
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    const valueAt = (feature: number) => values[feature * rows + row];
    for (let output = 0; output < outputs; output++) {
      sums.fill(0);
      sums[width - 1] = bases[output];
      for (let i = output; i < walks.length; i += outputs) addTree(walks[i], valueAt, sums);
      contributions.set(sums, (row * outputs + output) * width);
    }
  }
  return contributions;
}

interface Walk {
  readonly tree: GbdtTree;
  readonly path: FeaturePath;
  /** The mean of its leaves, weighted by cover. */
  readonly expected: number;
}

function createWalk(tree: GbdtTree, i: number): Walk {
  const nodes = tree.leftChildren.length;
  const depths = new Int32Array(nodes);
  const order: number[] = [0];
  // The list grows while it is walked: parents stand before their children.
  for (const node of order) {
    const left = tree.leftChildren[node];
    if (left === -1) continue;
    order.push(left, left + 1);
    depths.fill(depths[node] + 1, left, left + 2);
  }
  const depth = depths.reduce((deepest, own) => Math.max(deepest, own), 0);
  if (depth > DEEPEST) {
    throw new InvalidInputError(
      'learner.tree_too_deep',
      `tree ${i} is ${depth} splits deep; contributions can be told of at most ${DEEPEST}`,
    );
  }
  const means = Float64Array.from(tree.splitConditions);
  for (const node of order.reverse()) {
    const left = tree.leftChildren[node];
    if (left === -1) continue;
    means[node] = share(tree, left, node) * means[left] + share(tree, left + 1, node) * means[left + 1];
  }
  return { tree, path: createFeaturePath(depth), expected: means[0] };
}

/** The share of a node's cover that its child has. */
function share({ sumHessians }: GbdtTree, child: number, node: number): number {
  return sumHessians[node] === 0 ? 0 : sumHessians[child] / sumHessians[node];
}

function addTree({ tree, path }: Walk, valueAt: (feature: number) => number, sums: Float64Array): void {
  const { leftChildren, splitFeatures, splitConditions, defaultLeft } = tree;

  const visit = (node: number, level: number, length: number): void => {
    const left = leftChildren[node];
    if (left === -1) {
      path.addLeaf(level, length, splitConditions[node], sums);
      return;
    }
    const feature = splitFeatures[node];
    const x = valueAt(feature);
    const isLeft = Number.isNaN(x) ? defaultLeft[node] : x < splitConditions[node];
    const [hot, cold] = isLeft ? [left, left + 1] : [left + 1, left];
    // A feature that was split before on the way stands in the path once, with the product of its fractions.
    const met = path.find(level, length, feature);
    const { zero, one } = met === -1 ? { zero: 1, one: 1 } : path.remove(level, length, met);
    const rest = met === -1 ? length : length - 1;
    path.extend(level, rest, feature, zero * share(tree, hot, node), one);
    visit(hot, level + 1, rest + 1);
    path.extend(level, rest, feature, zero * share(tree, cold, node), 0);
    visit(cold, level + 1, rest + 1);
  };

  path.start();
  visit(0, 0, 1);
}
