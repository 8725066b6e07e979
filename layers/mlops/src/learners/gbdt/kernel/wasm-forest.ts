import type { GbdtTree } from '../gbdt-model.ts';
import { type KernelMemory, openKernelMemory } from './kernel-memory.ts';

/** Rows of a block: a multiple of 8 whose columns do not fall onto one another in the cache. */
const BLOCK_ROWS = 512;
const COLUMN_BYTES = 4 * (BLOCK_ROWS + 16);
const NODE_BYTES = 16;
const TREE_BYTES = 16;
/** Every row takes as many steps as a tree is deep, so that a lopsided one is better walked row by row. */
const DEEPEST = 24;
/** Fewer steps are done before a memory is made. */
const LEAST_STEPS = 20_000;
const MOST_BYTES = 2 ** 30;

/**
 * Adds one leaf of every tree to the margins of each row, in WebAssembly, in the order of the trees: the same bits as
 * walking them one by one.
 *
 * @param values - Shape (features × rows), column-major.
 * @param margins - One column an output; tree i adds to margins[i % outputs].
 * @returns Whether it was done: not where there is no WebAssembly with vectors, or it would not pay.
 */
export function addForestInWasm(
  trees: readonly GbdtTree[],
  features: number,
  values: Float32Array,
  margins: readonly Float32Array[],
): boolean {
  const rows = margins[0]?.length ?? 0;
  const depths = trees.map(treeDepth);
  const steps = depths.reduce((sum, depth) => sum + depth, 0);
  const nodes = trees.reduce((sum, { leftChildren }) => sum + leftChildren.length, 0);
  if (rows * steps < LEAST_STEPS || depths.some((depth) => depth > DEEPEST)) return false;
  if (nodes * NODE_BYTES + features * COLUMN_BYTES > MOST_BYTES) return false;
  const memory = openKernelMemory(1, undefined);
  if (memory === undefined) return false;

  const block = memory.allocate(features * COLUMN_BYTES);
  const sums = margins.map(() => memory.allocate(4 * BLOCK_ROWS));
  const forest = writeForest(memory, trees, depths, sums);
  const { f32 } = memory.views();
  for (let from = 0; from < rows; from += BLOCK_ROWS) {
    const count = Math.min(BLOCK_ROWS, rows - from);
    for (let feature = 0; feature < features; feature++) {
      const start = feature * rows + from;
      f32.set(values.subarray(start, start + count), (block + feature * COLUMN_BYTES) / 4);
    }
    margins.forEach((column, output) => {
      f32.set(column.subarray(from, from + count), sums[output] / 4);
    });
    // Rows past the end hold what was there before; what they come to is not read.
    memory.exports.addForestToBlock(forest, trees.length, block, Math.ceil(count / 8) * 8);
    margins.forEach((column, output) => {
      column.set(f32.subarray(sums[output] / 4, sums[output] / 4 + count), from);
    });
  }
  memory.close();
  return true;
}

function writeForest(
  memory: KernelMemory,
  trees: readonly GbdtTree[],
  depths: readonly number[],
  sums: readonly number[],
) {
  const forest = memory.allocate(trees.length * TREE_BYTES);
  const pointers = trees.map(({ leftChildren }) => memory.allocate(leftChildren.length * NODE_BYTES));
  const { u32, f32 } = memory.views();
  trees.forEach((tree, i) => {
    const at = (forest + i * TREE_BYTES) / 4;
    u32[at] = pointers[i];
    u32[at + 1] = depths[i];
    u32[at + 2] = sums[i % sums.length];
    tree.leftChildren.forEach((left, node) => {
      const word = (pointers[i] + node * NODE_BYTES) / 4;
      const isLeaf = left === -1;
      f32[word] = isLeaf ? Number.NEGATIVE_INFINITY : tree.splitConditions[node];
      u32[word + 1] = isLeaf ? 0 : tree.splitFeatures[node] * COLUMN_BYTES;
      // A leaf's right child is itself; the root as a leaf has nothing before it, but takes no step either.
      u32[word + 2] = isLeaf
        ? Math.max(0, node - 1) * NODE_BYTES
        : left * NODE_BYTES + (tree.defaultLeft[node] ? 1 : 0);
      f32[word + 3] = isLeaf ? tree.splitConditions[node] : 0;
    });
  });
  return forest;
}

/** Splits on the longest way to a leaf; children have greater numbers than their parent in no particular order. */
function treeDepth({ leftChildren, rightChildren }: GbdtTree): number {
  let depth = 0;
  for (let level = [0]; ; depth++) {
    const next: number[] = [];
    for (const node of level) if (leftChildren[node] !== -1) next.push(leftChildren[node], rightChildren[node]);
    if (next.length === 0) return depth;
    level = next;
  }
}
