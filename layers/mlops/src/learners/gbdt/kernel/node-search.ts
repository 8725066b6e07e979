import type { NodeSums, Split } from '../split.ts';
import type { SearchNode } from '../tree-kernel.ts';
import { FOUND, KIND, SEARCHED } from './context-layout.ts';
import type { TaskFields } from './kernel-memory.ts';
import type { WasmHistograms } from './wasm-histograms.ts';
import type { WasmMatrix } from './wasm-matrix.ts';

/** Nodes searched at a time. */
const BATCH = 64;
/** Fewer features are not worth a thread of their own. */
const LEAST_POSITIONS = 8;

export interface NodeSearch {
  /** The features of the next tree, ascending. */
  begin(tree: Int32Array): void;
  findSplits(nodes: readonly SearchNode[]): (Split | undefined)[];
}

/** Finds the splits of nodes in WebAssembly; the features of few nodes are shared out, and nodes where they are many. */
export function createNodeSearch(matrix: WasmMatrix, histograms: WasmHistograms, chosen: number): NodeSearch {
  const { memory, features, cuts } = matrix;
  const mostGroups = Math.max(1, Math.min(memory.threads, Math.floor(features / LEAST_POSITIONS)));
  const searched = memory.allocate(BATCH * SEARCHED.bytes);
  const found = memory.allocate(BATCH * mostGroups * FOUND.bytes);
  const every = memory.allocate(4 * features);
  const lists = memory.allocate(4 * features * BATCH);
  const { i32, u32, f32, f64 } = memory.views();
  for (let position = 0; position < features; position++) u32[every / 4 + position] = position;
  let positions = new Map<number, number>();
  let treeSize = 0;

  const writeNode = ({ sums, score, lower, upper, features: own }: SearchNode, i: number) => {
    const at = searched + i * SEARCHED.bytes;
    f64[(at + SEARCHED.gradient) / 8] = sums.gradient;
    f64[(at + SEARCHED.hessian) / 8] = sums.hessian;
    f32[(at + SEARCHED.score) / 4] = score;
    f32[(at + SEARCHED.lower) / 4] = lower;
    f32[(at + SEARCHED.upper) / 4] = upper;
    if (own.length === treeSize) return every;
    const list = lists + i * 4 * features;
    own.forEach((feature, j) => {
      u32[list / 4 + j] = positions.get(feature) ?? 0;
    });
    return list;
  };

  const findBatch = (nodes: readonly SearchNode[]): (Split | undefined)[] => {
    const groups = nodes.length >= 4 * memory.threads ? 1 : mostGroups;
    const tasks: TaskFields[] = [];
    nodes.forEach((node, i) => {
      const list = writeNode(node, i);
      const share = Math.ceil(node.features.length / groups);
      for (let group = 0; group < groups; group++) {
        const first = Math.min(group * share, node.features.length);
        tasks.push({
          kind: KIND.search,
          histogram: histograms.pointer(node.node.histogram),
          other: list + 4 * first,
          last: Math.min(share, node.features.length - first),
          node: searched + i * SEARCHED.bytes,
          out: found + (i * groups + group) * FOUND.bytes,
        });
      }
    });
    memory.run(tasks);
    return nodes.map(({ sums }, i) => {
      let best = found + i * groups * FOUND.bytes;
      for (let group = 1; group < groups; group++) {
        const other = found + (i * groups + group) * FOUND.bytes;
        // Groups ascend by feature, and of equal gains the lower feature's stays.
        if (f32[(other + FOUND.gain) / 4] > f32[(best + FOUND.gain) / 4]) best = other;
      }
      return readSplit(best, sums);
    });
  };

  const readSplit = (at: number, sums: NodeSums): Split | undefined => {
    const position = i32[(at + FOUND.position) / 4];
    if (position === -1) return undefined;
    const feature = u32[chosen / 4 + position];
    const passed = i32[(at + FOUND.passed) / 4];
    const isUpward = i32[(at + FOUND.isDownward) / 4] === 0;
    const bin = isUpward ? passed : cuts[feature].cuts.length - 2 - passed;
    const side = { gradient: f64[(at + FOUND.gradient) / 8], hessian: f64[(at + FOUND.hessian) / 8] };
    const other = { gradient: sums.gradient - side.gradient, hessian: sums.hessian - side.hessian };
    return {
      feature,
      bin,
      threshold: bin === -1 ? cuts[feature].minimum : cuts[feature].cuts[bin],
      defaultLeft: !isUpward,
      gain: f32[(at + FOUND.gain) / 4],
      left: isUpward ? side : other,
      right: isUpward ? other : side,
    };
  };

  return {
    begin(tree) {
      treeSize = tree.length;
      positions = new Map(Array.from(tree, (feature, position) => [feature, position]));
    },
    findSplits(nodes) {
      const splits: (Split | undefined)[] = [];
      for (let from = 0; from < nodes.length; from += BATCH) splits.push(...findBatch(nodes.slice(from, from + BATCH)));
      return splits;
    },
  };
}
