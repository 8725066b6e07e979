import type { GbdtTree } from './gbdt-model.ts';
import type { NodeSums, Split } from './split.ts';

/** Collects the nodes of a tree in the order of their ids. */
export interface TreeBuilder {
  /** Makes a leaf into a split with two new leaves, and returns their ids. */
  split(node: number, split: Split, weights: NodeWeights): { left: number; right: number };
  readonly tree: GbdtTree;
}

export interface NodeWeights {
  /** The split node's weight, before the learning rate. */
  readonly own: number;
  /** The values of the two leaves, learning rate included. */
  readonly left: number;
  readonly right: number;
}

/** A tree of one leaf, to grow from. */
export function createTreeBuilder(root: NodeSums, rootWeight: number, rootValue: number): TreeBuilder {
  const tree: GbdtTree = {
    leftChildren: [],
    rightChildren: [],
    splitFeatures: [],
    splitConditions: [],
    defaultLeft: [],
    lossChanges: [],
    sumHessians: [],
    baseWeights: [],
  };
  const addLeaf = (sums: NodeSums, value: number, weight: number) => {
    tree.leftChildren.push(-1);
    tree.rightChildren.push(-1);
    tree.splitFeatures.push(0);
    tree.splitConditions.push(value);
    tree.defaultLeft.push(false);
    tree.lossChanges.push(0);
    tree.sumHessians.push(Math.fround(sums.hessian));
    return tree.baseWeights.push(weight) - 1;
  };
  // A root that is never split keeps its own weight, as in XGBoost; other leaves repeat their value.
  addLeaf(root, rootValue, rootWeight);
  return {
    tree,
    split(node, { feature, threshold, defaultLeft, gain, left: leftSums, right: rightSums }, weights) {
      const left = addLeaf(leftSums, weights.left, weights.left);
      const right = addLeaf(rightSums, weights.right, weights.right);
      tree.leftChildren[node] = left;
      tree.rightChildren[node] = right;
      tree.splitFeatures[node] = feature;
      tree.splitConditions[node] = threshold;
      tree.defaultLeft[node] = defaultLeft;
      tree.lossChanges[node] = gain;
      tree.sumHessians[node] = Math.fround(leftSums.hessian + rightSums.hessian);
      tree.baseWeights[node] = weights.own;
      return { left, right };
    },
  };
}
