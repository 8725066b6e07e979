import type { BinnedMatrix } from './binned-matrix.ts';
import type { Gradients, KernelLoss } from './objective.ts';
import type { NodeSums, Split, SplitPenalties } from './split.ts';

/** The rows of a node, at [begin, end) of the kernel's partition, and its histogram. */
export interface KernelNode {
  readonly begin: number;
  readonly end: number;
  /** What the kernel calls the node's histogram; −1 where there is none. */
  readonly histogram: number;
}

/** A node to find the best split of. */
export interface SearchNode {
  readonly node: KernelNode;
  readonly sums: NodeSums;
  /** What the node scores unsplit; float32. */
  readonly score: number;
  /** The features that may be split, ascending: some of those that the tree began with. */
  readonly features: Int32Array;
  /** Bounds of the children's weights by monotone constraints; infinite without. Float32. */
  readonly lower: number;
  readonly upper: number;
}

/** A node to part, and whether its children will be searched: only then they need histograms. */
export interface DividedNode {
  readonly node: KernelNode;
  readonly split: Split;
  readonly isSearched: boolean;
}

export interface TreeStart {
  readonly gradients: Gradients;
  /** The rows that take part, ascending; undefined for all. */
  readonly rows: Int32Array | undefined;
  /** The features that take part, ascending. */
  readonly features: Int32Array;
}

/** What a loss is judged by. */
export interface LabelledRows {
  /** Shape (rows,); the same arrays at every call. */
  readonly labels: Float32Array;
  readonly weights?: Float32Array;
}

/**
 * What costs time in growing trees: sums over rows, scans over bins, partition. Which node is split when is decided above
 * it, once for all kernels; every kernel gives the same bits. One tree at a time.
 */
export interface TreeKernel {
  /** Arrays of shape (rows,), one pair an output, where the kernel reaches them at no cost. */
  createGradients(outputs: number): Gradients[];
  /** Arrays of shape (rows,), one an output, likewise. */
  createMargins(outputs: number): Float32Array[];
  /** Writes the derivatives of a loss, on all threads; absent where the kernel knows no losses. */
  differentiate?(loss: KernelLoss, margins: Float32Array, dataset: LabelledRows, into: Gradients): void;
  /** Starts a tree: all its rows in the root, whose histogram is built. */
  begin(start: TreeStart): { readonly root: KernelNode; readonly sums: NodeSums };
  /** The best split of each node, as `findSplit` defines it; undefined where none gains. */
  findSplits(nodes: readonly SearchNode[]): (Split | undefined)[];
  /**
   * Parts the rows of each node stably. Where the children are searched, the histogram of the one with the smaller hessian
   * sum is built from its rows (the left one of equals) and the other's is the parent's less it; where the parent has none
   * left, both are built. The parent's histogram is gone afterwards.
   */
  divide(nodes: readonly DividedNode[]): { readonly left: KernelNode; readonly right: KernelNode }[];
  /** Gives the histogram of a node back, if it has one. */
  release(node: KernelNode): void;
  /** Adds to the margin of each row of a leaf the leaf's value. */
  addLeaves(leaves: readonly { readonly node: KernelNode; readonly value: number }[], margins: Float32Array): void;
  /** The rows of a node, ascending; valid until the next call. */
  rowsOf(node: KernelNode): Int32Array;
  /** Ends the threads. */
  dispose(): void;
}

export interface TreeKernelProps {
  readonly matrix: BinnedMatrix;
  readonly penalties: SplitPenalties;
  /** At least 1. */
  readonly threads: number;
}

export type CreateTreeKernel = (props: TreeKernelProps) => TreeKernel;
