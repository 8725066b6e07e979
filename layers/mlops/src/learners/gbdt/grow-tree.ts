import type { BinnedMatrix } from './binned-matrix.ts';
import type { GbdtTree } from './gbdt-model.ts';
import { accumulateHistogram, type Histogram, type HistogramPool, subtractHistogram } from './histogram.ts';
import type { Gradients } from './objective.ts';
import { createRowPartition } from './row-partition.ts';
import { findSplit, type NodeSums, nodeWeight, type Split, type SplitPenalties } from './split.ts';
import { createTreeBuilder } from './tree-builder.ts';

export interface TreeLimits extends SplitPenalties {
  /** Times each weight gives the leaf's value; float32. */
  readonly learningRate: number;
  /** Least gain of a split, float32. */
  readonly gamma: number;
  readonly maxDepth: number;
}

export interface TreeInputs {
  readonly matrix: BinnedMatrix;
  readonly gradients: Gradients;
  /** The rows that take part, ascending. */
  readonly rows: Int32Array;
  /** The features that take part, ascending. */
  readonly features: Int32Array;
  readonly pool: HistogramPool;
}

/** A leaf and the rows of the sample that end in it. */
export interface LeafRows {
  readonly value: number;
  readonly rows: Int32Array;
}

/** A leaf that may still be split, with its rows at [begin, end) of the partition. */
interface OpenNode {
  readonly id: number;
  readonly depth: number;
  readonly begin: number;
  readonly end: number;
  readonly sums: NodeSums;
  readonly value: number;
  readonly histogram: Histogram | undefined;
  readonly split: Split | undefined;
}

const LEAST_GAIN = 1e-6;

/** Grows one tree depth-wise: nodes are split in the order of their ids, as far as their gain and the limits allow. */
export function growTree(inputs: TreeInputs, limits: TreeLimits): { tree: GbdtTree; leaves: LeafRows[] } {
  const { matrix, gradients, features, pool } = inputs;
  const partition = createRowPartition(matrix, inputs.rows.slice());
  const rowsOf = ({ begin, end }: { begin: number; end: number }) => partition.rows.subarray(begin, end);
  const leafValue = (sums: NodeSums) => Math.fround(nodeWeight(sums, limits) * limits.learningRate);

  const open = (node: Omit<OpenNode, 'value' | 'split'>): OpenNode => {
    const { depth, sums, histogram } = node;
    const split = histogram && findSplit(histogram, matrix, features, sums, limits);
    const isWorthwhile = split !== undefined && depth < limits.maxDepth && isGainful(split, limits);
    return { ...node, value: leafValue(sums), split: isWorthwhile ? split : undefined };
  };

  const rootHistogram = pool.take();
  accumulateHistogram(rootHistogram, matrix, features, partition.rows, gradients);
  const rootSums = sumRoot(rootHistogram, inputs);
  const root = { id: 0, depth: 0, begin: 0, end: partition.rows.length, sums: rootSums, histogram: rootHistogram };
  const builder = createTreeBuilder(rootSums, nodeWeight(rootSums, limits), leafValue(rootSums));
  const leaves: LeafRows[] = [];
  const queue: OpenNode[] = [open(root)];

  // The queue grows while it is walked: children stand behind all nodes of their parent's depth.
  for (const node of queue) {
    const { split, depth, histogram } = node;
    if (split === undefined) {
      leaves.push({ value: node.value, rows: rowsOf(node) });
      if (histogram !== undefined) pool.release(histogram);
      continue;
    }
    const middle = partition.divide(node.begin, node.end, split);
    const ids = builder.split(node.id, split, {
      // Summed again from the children, since XGBoost's own sums of a split node are those.
      own: nodeWeight(
        {
          gradient: split.left.gradient + split.right.gradient,
          hessian: split.left.hessian + split.right.hessian,
        },
        limits,
      ),
      left: leafValue(split.left),
      right: leafValue(split.right),
    });
    const left = { id: ids.left, depth: depth + 1, begin: node.begin, end: middle, sums: split.left };
    const right = { id: ids.right, depth: depth + 1, begin: middle, end: node.end, sums: split.right };
    if (histogram === undefined || depth + 1 >= limits.maxDepth) {
      if (histogram !== undefined) pool.release(histogram);
      queue.push(open({ ...left, histogram: undefined }), open({ ...right, histogram: undefined }));
      continue;
    }
    const isRightLighter = split.right.hessian < split.left.hessian;
    const lighter = pool.take();
    accumulateHistogram(lighter, matrix, features, rowsOf(isRightLighter ? right : left), gradients);
    subtractHistogram(histogram, lighter, matrix, features);
    queue.push(
      open({ ...left, histogram: isRightLighter ? histogram : lighter }),
      open({ ...right, histogram: isRightLighter ? lighter : histogram }),
    );
  }
  return { tree: builder.tree, leaves };
}

function isGainful({ gain, left, right }: Split, { gamma }: TreeLimits): boolean {
  return gain > LEAST_GAIN && gain >= gamma && left.hessian !== 0 && right.hessian !== 0;
}

/** Where no value is missing the bins of feature 0 hold every row; XGBoost then sums those, for the same bits. */
function sumRoot(histogram: Histogram, { matrix, rows, gradients, features }: TreeInputs): NodeSums {
  let gradient = 0;
  let hessian = 0;
  if (matrix.hasMissing) {
    for (let i = 0; i < rows.length; i++) {
      gradient += gradients.gradient[rows[i]];
      hessian += gradients.hessian[rows[i]];
    }
    return { gradient, hessian };
  }
  if (features[0] !== 0) accumulateHistogram(histogram, matrix, Int32Array.of(0), rows, gradients);
  for (let slot = 2 * matrix.slots[0]; slot < 2 * matrix.slots[1]; slot += 2) {
    gradient += histogram[slot];
    hessian += histogram[slot + 1];
  }
  return { gradient, hessian };
}
