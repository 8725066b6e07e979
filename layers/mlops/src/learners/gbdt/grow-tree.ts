import { InvalidInputError } from '@optaic/mlops/base';
import { createFrontier, type GrowPolicy } from './frontier.ts';
import type { GbdtTree } from './gbdt-model.ts';
import type { Gradients } from './objective.ts';
import type { FeatureSampler } from './sampling.ts';
import {
  type NodeSums,
  nodeScore,
  nodeWeight,
  type Split,
  type SplitPenalties,
  UNBOUNDED,
  type WeightBounds,
} from './split.ts';
import { createTreeBuilder, type TreeBuilder } from './tree-builder.ts';
import type { KernelNode, SearchNode, TreeKernel } from './tree-kernel.ts';

export interface TreeLimits {
  /** Times each weight gives the leaf's value; float32. */
  readonly learningRate: number;
  /** Least gain of a split, float32. */
  readonly gamma: number;
  /** 0 for no limit. */
  readonly maxDepth: number;
  /** 0 for no limit. */
  readonly maxLeaves: number;
  readonly growPolicy: GrowPolicy;
}

export interface TreeInputs {
  readonly gradients: Gradients;
  /** The rows that take part, ascending; undefined for all. */
  readonly rows: Int32Array | undefined;
  readonly features: FeatureSampler;
  /** Histograms that may be kept at a time; what has none is summed from its rows instead. At least 2. */
  readonly histograms: number;
}

/** A leaf and the value that its rows get. */
export interface GrownLeaf {
  readonly node: KernelNode;
  readonly value: number;
}

/** A leaf of the tree so far, which may be split. */
export interface OpenNode extends GrownLeaf {
  readonly id: number;
  readonly depth: number;
  readonly bounds: WeightBounds;
  readonly split: Split | undefined;
}

/**
 * Grows one tree: depth-wise in the order of node ids, or by loss the leaf of greatest gain first, as far as gains and
 * limits allow. The leaves' rows are in the kernel until it begins another tree.
 */
export function growTree(
  kernel: TreeKernel,
  inputs: TreeInputs,
  penalties: SplitPenalties,
  limits: TreeLimits,
): { tree: GbdtTree; leaves: GrownLeaf[] } {
  const { gradients, rows, features } = inputs;
  const frontier = createFrontier(limits);
  const leafValue = (weight: number) => Math.fround(weight * limits.learningRate);

  const { root, sums } = kernel.begin({ gradients, rows, features: features.ofTree() });
  refuseOverflow(sums);
  const rootWeight = nodeWeight(sums, penalties);
  const builder = createTreeBuilder(sums, rootWeight, leafValue(rootWeight));
  const search: SearchNode = {
    node: root,
    sums,
    score: nodeScore(sums, penalties),
    features: features.ofNode(0),
    ...UNBOUNDED,
  };
  const [split] = kernel.findSplits([search]);
  frontier.push({ id: 0, depth: 0, node: root, value: leafValue(rootWeight), bounds: UNBOUNDED, split });

  // Both children of a node have a histogram for as long as they are searched.
  const batchSize = Math.max(1, Math.floor(inputs.histograms / 2));
  let kept = 1;
  for (let batch = frontier.pop(); batch.length > 0; batch = frontier.pop()) {
    for (let i = 0; i < batch.length; i += batchSize) {
      const children = splitNodes(batch.slice(i, i + batchSize));
      for (const child of children) frontier.push(child);
    }
  }
  const leaves = frontier.leaves();
  for (const { node } of leaves) kernel.release(node);
  return { tree: builder.tree, leaves };

  /** Applies the splits of open nodes and looks for those of their children. */
  function splitNodes(nodes: readonly OpenNode[]): OpenNode[] {
    const divisions = nodes.map(({ node, split, depth }) => ({
      node,
      split: requireSplit(split),
      isSearched: frontier.mayHoldChildrenOf(depth),
    }));
    kept -= nodes.filter(({ node }) => node.histogram !== -1).length;
    const halves = kernel.divide(divisions);
    const children = nodes.flatMap((open, i) => {
      const { left, right } = halves[i];
      return applySplit(builder, open, penalties, limits).map((child, side) => ({
        ...child,
        node: side === 0 ? left : right,
        features: divisions[i].isSearched ? features.ofNode(open.depth + 1) : new Int32Array(),
      }));
    });
    const searched = children.filter(({ node }) => node.histogram !== -1);
    const found = kernel.findSplits(
      searched.map(({ node, sums, score, features, bounds }) => ({ node, sums, score, features, ...bounds })),
    );
    const splits = new Map(searched.map(({ id }, i) => [id, found[i]]));
    return children.map(({ id, depth, node, value, bounds }) => {
      const split = splits.get(id);
      return { id, depth, value, bounds, split, node: keepHistogram(node, split) };
    });
  }

  /** A histogram is kept for the one subtraction that it may still serve, while there is room. */
  function keepHistogram(node: KernelNode, split: Split | undefined): KernelNode {
    if (node.histogram === -1) return node;
    if (split !== undefined && kept < inputs.histograms) {
      kept++;
      return node;
    }
    kernel.release(node);
    return { ...node, histogram: -1 };
  }
}

/** Labels beyond float32's range once a margin is taken from them leave nothing to learn from. */
function refuseOverflow({ gradient, hessian }: NodeSums): void {
  if (Number.isFinite(gradient) && Number.isFinite(hessian)) return;
  throw new InvalidInputError(
    'learner.gradient_overflow',
    `the gradients sum to ${gradient}, the hessians to ${hessian}: labels or weights are too large for float32; scale them`,
  );
}

interface NewLeaf {
  readonly id: number;
  readonly depth: number;
  readonly sums: NodeSums;
  readonly score: number;
  readonly value: number;
  readonly bounds: WeightBounds;
}

/** Makes a leaf a split with two leaves, whose weights keep to the bounds of their parent, and their own children's to theirs. */
function applySplit(
  builder: TreeBuilder,
  { id, depth, split: found, bounds }: OpenNode,
  penalties: SplitPenalties,
  { learningRate }: TreeLimits,
): [NewLeaf, NewLeaf] {
  const split = requireSplit(found);
  const weights = {
    left: nodeWeight(split.left, penalties, bounds),
    right: nodeWeight(split.right, penalties, bounds),
  };
  const values = { left: Math.fround(weights.left * learningRate), right: Math.fround(weights.right * learningRate) };
  // Summed again from the children, since XGBoost's own sums of a split node are those.
  const own = {
    gradient: split.left.gradient + split.right.gradient,
    hessian: split.left.hessian + split.right.hessian,
  };
  const ids = builder.split(id, split, { own: nodeWeight(own, penalties, bounds), ...values });
  const inner = childBounds(bounds, penalties.monotone?.[split.feature] ?? 0, weights);
  const leaf = (side: 'left' | 'right') => ({
    id: ids[side],
    depth: depth + 1,
    sums: split[side],
    score: nodeScore(split[side], penalties, bounds),
    value: values[side],
    bounds: inner[side],
  });
  return [leaf('left'), leaf('right')];
}

/** Below a constrained split the sides may move no further than to the middle of its weights. */
function childBounds(bounds: WeightBounds, direction: number, weights: { left: number; right: number }) {
  if (direction === 0) return { left: bounds, right: bounds };
  const middle = Math.fround(Math.fround(weights.left + weights.right) / 2);
  const below = { ...bounds, upper: middle };
  const above = { ...bounds, lower: middle };
  return direction > 0 ? { left: below, right: above } : { left: above, right: below };
}

function requireSplit(split: Split | undefined): Split {
  if (split === undefined) throw new TypeError('a node without a split was to be split');
  return split;
}
