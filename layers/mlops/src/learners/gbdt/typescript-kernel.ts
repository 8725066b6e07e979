import { accumulateHistogram, createHistogramPool, type Histogram, subtractHistogram } from './histogram.ts';
import { createRowPartition, type RowPartition } from './row-partition.ts';
import { findSplit, type NodeSums } from './split.ts';
import type { DividedNode, KernelNode, TreeKernel, TreeKernelProps, TreeStart } from './tree-kernel.ts';

/** The kernel in plain TypeScript, on one thread: it runs wherever the language does. */
export function createTypescriptKernel({ matrix, penalties }: TreeKernelProps): TreeKernel {
  const { rows: total } = matrix;
  const pool = createHistogramPool(matrix);
  const histograms: (Histogram | undefined)[] = [];
  const freeSlots: number[] = [];
  let start: TreeStart = {
    gradients: { gradient: new Float32Array(), hessian: new Float32Array() },
    rows: undefined,
    features: new Int32Array(),
  };
  let partition: RowPartition = createRowPartition(matrix, new Int32Array());

  const hold = (histogram: Histogram): number => {
    const slot = freeSlots.pop() ?? histograms.length;
    histograms[slot] = histogram;
    return slot;
  };
  const takeOut = (slot: number): Histogram | undefined => {
    if (slot === -1) return undefined;
    const histogram = histograms[slot];
    histograms[slot] = undefined;
    freeSlots.push(slot);
    return histogram;
  };
  const rowsOf = ({ begin, end }: { begin: number; end: number }) => partition.rows.subarray(begin, end);
  const build = (node: { begin: number; end: number }): Histogram => {
    const histogram = pool.take();
    accumulateHistogram(histogram, matrix, start.features, rowsOf(node), start.gradients);
    return histogram;
  };
  const release = ({ histogram }: KernelNode) => {
    const held = takeOut(histogram);
    if (held !== undefined) pool.release(held);
  };

  const divide = ({ node, split, isSearched }: DividedNode) => {
    const middle = partition.divide(node.begin, node.end, split);
    const left = { begin: node.begin, end: middle };
    const right = { begin: middle, end: node.end };
    if (!isSearched) {
      release(node);
      return { left: { ...left, histogram: -1 }, right: { ...right, histogram: -1 } };
    }
    const parent = takeOut(node.histogram);
    const isRightLighter = split.right.hessian < split.left.hessian;
    const lighter = build(isRightLighter ? right : left);
    if (parent !== undefined) subtractHistogram(parent, lighter, matrix, start.features);
    const heavier = parent ?? build(isRightLighter ? left : right);
    return {
      left: { ...left, histogram: hold(isRightLighter ? heavier : lighter) },
      right: { ...right, histogram: hold(isRightLighter ? lighter : heavier) },
    };
  };

  return {
    createGradients: (outputs) =>
      Array.from({ length: outputs }, () => ({ gradient: new Float32Array(total), hessian: new Float32Array(total) })),
    createMargins: (outputs) => Array.from({ length: outputs }, () => new Float32Array(total)),

    begin(next) {
      start = next;
      const rows = next.rows?.slice() ?? Int32Array.from({ length: total }, (_, row) => row);
      partition = createRowPartition(matrix, rows);
      const everything = { begin: 0, end: rows.length };
      const histogram = build(everything);
      const sums = sumRoot(histogram, rows);
      return { root: { ...everything, histogram: hold(histogram) }, sums };
    },

    findSplits: (nodes) =>
      nodes.map((searched) => {
        const histogram = histograms[searched.node.histogram];
        return histogram === undefined ? undefined : findSplit(histogram, matrix, searched, penalties);
      }),

    divide: (nodes) => nodes.map(divide),
    release,
    addLeaves(leaves, margins) {
      for (const { node, value } of leaves) {
        for (const row of rowsOf(node)) margins[row] += value;
      }
    },
    rowsOf,
    dispose: () => {},
  };

  /** Where no value is missing the bins of feature 0 hold every row; XGBoost then sums those, for the same bits. */
  function sumRoot(histogram: Histogram, rows: Int32Array): NodeSums {
    const { gradients, features } = start;
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
}
