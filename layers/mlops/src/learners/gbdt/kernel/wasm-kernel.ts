import type { Gradients } from '../objective.ts';
import type { NodeSums, SplitPenalties } from '../split.ts';
import type { DividedNode, KernelNode, TreeKernel, TreeStart } from '../tree-kernel.ts';
import { CONTEXT, KIND } from './context-layout.ts';
import type { KernelMemory, TaskFields } from './kernel-memory.ts';
import { createLeafValues } from './leaf-values.ts';
import { createNodeDivision } from './node-division.ts';
import { createNodeSearch } from './node-search.ts';
import { rowChunks } from './row-chunks.ts';
import { createWasmHistograms } from './wasm-histograms.ts';
import { copyIn, NARROW_SLOTS, SLOT_BYTES, type WasmMatrix, WIDE_SLOTS } from './wasm-matrix.ts';

export interface WasmKernelProps {
  readonly matrix: WasmMatrix;
  readonly penalties: SplitPenalties;
}

/** The kernel in WebAssembly, on as many threads as serve its memory. */
export function createWasmKernel({ matrix, penalties }: WasmKernelProps): TreeKernel {
  const { memory, rows, features } = matrix;
  const histograms = createWasmHistograms(memory, features * (matrix.isWide ? WIDE_SLOTS : NARROW_SLOTS) * SLOT_BYTES);
  const order = memory.allocate(4 * rows + 64);
  const chosen = memory.allocate(4 * features);
  const sums = memory.allocate(16);
  const every = memory.allocate(4 * rows + 64);
  const outside = [memory.allocate(4 * rows + 64), memory.allocate(4 * rows + 64)] as const;
  setContext(memory, penalties, {
    order,
    chosen,
    spare: memory.allocate(4 * rows + 64),
    pairs: memory.allocate(8 * rows + 64),
  });
  const search = createNodeSearch(matrix, histograms, chosen);
  const division = createNodeDivision({ matrix, histograms, order, every });
  const addLeaves = createLeafValues(memory, rows, division);
  const { u32, i32, f32, f64 } = memory.views();
  memory.run([{ kind: KIND.numberRows, out: every, begin: 0, end: rows }]);
  /** Whose derivatives the pairs hold, where the kernel made them itself. */
  let paired: Gradients | undefined;

  /** Columns in the memory, with where they are. */
  const columns = new Map<Float32Array, number>();
  const column = () => {
    const pointer = memory.allocate(4 * rows + 64);
    const made = memory.views().f32.subarray(pointer / 4, pointer / 4 + rows);
    columns.set(made, pointer);
    return made;
  };
  /** Where the kernel finds a column; one from outside is copied in, and kept. */
  const pointerTo = (given: Float32Array): number => {
    const known = columns.get(given);
    if (known !== undefined) return known;
    const pointer = copyIn(memory, given);
    columns.set(given, pointer);
    return pointer;
  };
  const rowsOf = (node: KernelNode): Int32Array => {
    const source = division.sourceOf(node) / 4;
    const both = i32.subarray(source + node.begin, source + node.end);
    const pending = division.findPending(node);
    if (pending === undefined) return both;
    const { feature, bin, defaultLeft } = pending.parent.split;
    const column = matrix.byColumn.subarray(feature * rows, (feature + 1) * rows);
    const missing = matrix.cuts[feature].cuts.length;
    return both.filter((row) => (column[row] === missing ? defaultLeft : column[row] <= bin) === pending.isLeft);
  };
  const release = ({ histogram }: KernelNode) => {
    if (histogram !== -1) histograms.release(histogram);
  };

  return {
    createGradients: (outputs) => Array.from({ length: outputs }, () => ({ gradient: column(), hessian: column() })),
    createMargins: (outputs) => Array.from({ length: outputs }, column),

    differentiate(loss, margins, { labels, weights }, into) {
      paired = into;
      const task = {
        kind: loss === 'logistic' ? KIND.logistic : KIND.squared,
        margins: pointerTo(margins),
        column: pointerTo(labels),
        other: weights === undefined ? 0 : pointerTo(weights),
      };
      memory.run(rowChunks(0, rows).map((chunk) => ({ ...task, ...chunk })));
    },

    begin({ gradients, rows: sample, features: tree }: TreeStart) {
      const isWhole = tree.length === features;
      u32.set(tree, chosen / 4);
      u32[(memory.context + CONTEXT.chosenCount) / 4] = tree.length;
      u32[(memory.context + CONTEXT.isWhole) / 4] = isWhole ? 1 : 0;
      if (paired !== gradients) pair(gradients);
      paired = undefined;
      if (sample !== undefined) i32.set(sample, order / 4);

      const end = sample?.length ?? rows;
      const histogram = histograms.take();
      search.begin(tree);
      division.begin(tree.length, sample === undefined);
      memory.run(division.sumTasks({ begin: 0, end }, histogram, undefined, memory.threads > 1));
      return { root: { begin: 0, end, histogram }, sums: rootSums(end, histogram, tree) };
    },

    findSplits: search.findSplits,
    divide: (nodes: readonly DividedNode[]) => division.divide(nodes),
    release,

    addLeaves(leaves, margins) {
      const pointer = columns.get(margins);
      if (pointer === undefined) {
        for (const { node, value } of leaves) {
          for (const row of rowsOf(node)) margins[row] += value;
        }
      } else addLeaves(leaves, pointer);
    },

    rowsOf,
    dispose: memory.close,
  };

  /** Brings gradients side by side, those from outside by way of the memory. */
  function pair({ gradient, hessian }: Gradients): void {
    const pointers = [gradient, hessian].map((given, i) => {
      const pointer = columns.get(given);
      if (pointer === undefined) f32.set(given, outside[i] / 4);
      return pointer ?? outside[i];
    });
    u32[(memory.context + CONTEXT.gradient) / 4] = pointers[0];
    u32[(memory.context + CONTEXT.hessian) / 4] = pointers[1];
    memory.run(rowChunks(0, rows).map((chunk) => ({ ...chunk, kind: KIND.pairRows })));
  }

  /** Where no value is missing the bins of feature 0 hold every row; XGBoost then sums those, for the same bits. */
  function rootSums(end: number, histogram: number, tree: Int32Array): NodeSums {
    const task: TaskFields = matrix.hasMissing
      ? { kind: KIND.sumOrder, end, out: sums, extra: division.sourceOf({ begin: 0, end }) }
      : tree[0] === 0
        ? { kind: KIND.sumSlots, histogram: histograms.pointer(histogram), last: matrix.cuts[0].cuts.length, out: sums }
        : { kind: KIND.sumFirstFeature, end, out: sums, extra: division.sourceOf({ begin: 0, end }) };
    memory.run([task]);
    return { gradient: f64[sums / 8], hessian: f64[sums / 8 + 1] };
  }
}

function setContext(
  memory: KernelMemory,
  penalties: SplitPenalties,
  places: { order: number; spare: number; pairs: number; chosen: number },
): void {
  const { lambda, alpha, minChildWeight, maxDeltaStep, monotone } = penalties;
  const constraint = monotone === undefined ? 0 : memory.allocate(monotone.length);
  const { u8, u32, f64 } = memory.views();
  if (monotone !== undefined) u8.set(new Uint8Array(monotone.buffer, monotone.byteOffset, monotone.length), constraint);
  for (const [field, value] of Object.entries({ lambda, alpha, minChildWeight, maxDeltaStep })) {
    f64[(memory.context + CONTEXT[field as 'lambda']) / 8] = value;
  }
  u32[(memory.context + CONTEXT.order) / 4] = places.order;
  u32[(memory.context + CONTEXT.spare) / 4] = places.spare;
  u32[(memory.context + CONTEXT.pairs) / 4] = places.pairs;
  u32[(memory.context + CONTEXT.chosen) / 4] = places.chosen;
  u32[(memory.context + CONTEXT.monotone) / 4] = constraint;
}
