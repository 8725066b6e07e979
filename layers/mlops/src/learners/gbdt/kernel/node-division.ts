import type { DividedNode, KernelNode } from '../tree-kernel.ts';
import { CONTEXT, KIND } from './context-layout.ts';
import type { TaskFields } from './kernel-memory.ts';
import { rowChunks } from './row-chunks.ts';
import type { WasmHistograms } from './wasm-histograms.ts';
import type { WasmMatrix } from './wasm-matrix.ts';

/** Nodes parted at a time. */
const BATCH = 256;
/** A range of rows so long is parted by several threads. */
const SHARED_ROWS = 131_072;
/** Widths of tasks are multiples of it: the kernel sums eight features at once. */
const TILE = 8;

interface RowRange {
  readonly begin: number;
  readonly end: number;
}

/** A side of a split whose children are leaves: their rows are told apart when their values are added. */
export interface PendingSide {
  readonly parent: DividedNode;
  readonly isLeft: boolean;
}

export interface NodeDivisionProps {
  readonly matrix: WasmMatrix;
  readonly histograms: WasmHistograms;
  /** Pointers: the rows of the tree in the order of its nodes, and the numbers of all rows. */
  readonly order: number;
  readonly every: number;
}

export interface NodeDivision {
  /** How many features the next tree has, and whether it has every row. */
  begin(width: number, isEveryRow: boolean): void;
  /** The task that parts a node. */
  partTask(divided: DividedNode): TaskFields;
  divide(nodes: readonly DividedNode[]): { left: KernelNode; right: KernelNode }[];
  /** What is known of a node that is parted only in thought; undefined for another. */
  findPending(node: KernelNode): PendingSide | undefined;
  /** Where the rows of the range stand: the range of all rows needs no order of its own. */
  sourceOf(rows: RowRange): number;
  /** The tasks that sum rows into a histogram and then take that from another, if given. */
  sumTasks(rows: RowRange, histogram: number, from: number | undefined, isShared: boolean): TaskFields[];
}

/** Parts nodes and builds the histograms of their children in WebAssembly. */
export function createNodeDivision({ matrix, histograms, order, every }: NodeDivisionProps): NodeDivision {
  const { memory, rows, cuts, isWide } = matrix;
  const { threads } = memory;
  const pieces = Math.ceil(rows / SHARED_ROWS) * 4 + BATCH;
  const counts = memory.allocate(4 * Math.max(pieces, BATCH + rowChunks(0, rows).length));
  const { i32, u32 } = memory.views();
  const columns = u32[(memory.context + CONTEXT.columnBins) / 4];
  let width = 0;
  let isEveryRow = true;
  let pending = new WeakMap<KernelNode, PendingSide>();

  const sourceOf = ({ begin, end }: RowRange) => (isEveryRow && begin === 0 && end === rows ? every : order);

  const partTask = ({ node, split }: DividedNode): TaskFields => ({
    kind: KIND.partRange,
    begin: node.begin,
    end: node.end,
    column: columns + split.feature * rows * (isWide ? 2 : 1),
    bin: split.bin,
    missing: split.defaultLeft ? cuts[split.feature].cuts.length : -1,
    extra: sourceOf(node),
  });

  /** Parts the ranges of a batch and returns where the right rows of each begin. */
  const part = (nodes: readonly DividedNode[]): number[] => {
    const isShared = ({ node }: DividedNode) => threads > 1 && node.end - node.begin >= SHARED_ROWS;
    const tasks: TaskFields[] = [];
    const shares = nodes.map((divided) => {
      const task = partTask(divided);
      const ranges = isShared(divided) ? rowChunks(divided.node.begin, divided.node.end) : [divided.node];
      const kind = isShared(divided) ? KIND.partPiece : KIND.partRange;
      return ranges.map(({ begin, end }) => {
        const out = counts + 4 * tasks.length;
        tasks.push({ ...task, kind, begin, end, out });
        return { begin, end, out };
      });
    });
    memory.run(byLength(tasks));

    const placed: TaskFields[] = [];
    const middles = nodes.map((divided, i) => {
      const lefts = shares[i].map(({ out }) => i32[out / 4]);
      const middle = lefts.reduce((sum, count) => sum + count, divided.node.begin);
      let left = divided.node.begin;
      let right = middle;
      if (!isShared(divided)) return middle;
      shares[i].forEach(({ begin, end }, j) => {
        placed.push({ kind: KIND.placePiece, begin, end, bin: lefts[j], first: left, last: right });
        left += lefts[j];
        right += end - begin - lefts[j];
      });
      return middle;
    });
    memory.run(placed);
    return middles;
  };

  const sumTasks: NodeDivision['sumTasks'] = ({ begin, end }, histogram, from, isShared) => {
    const most = memory.exports.MOST_POSITIONS.value;
    const share = isShared ? Math.ceil(width / threads / TILE) * TILE : width;
    const step = Math.min(most, Math.max(TILE, share));
    return Array.from({ length: Math.ceil(width / step) }, (_, i) => ({
      kind: KIND.sumRows,
      begin,
      end,
      first: i * step,
      last: Math.min(width, (i + 1) * step),
      extra: sourceOf({ begin, end }),
      histogram: histograms.pointer(histogram),
      other: from === undefined ? 0 : histograms.pointer(from),
    }));
  };

  /** Both leaves of a last split, each in the range of both. */
  const leave = (parent: DividedNode) => {
    const { begin, end, histogram } = parent.node;
    if (histogram !== -1) histograms.release(histogram);
    const left = { begin, end, histogram: -1 };
    const right = { begin, end, histogram: -1 };
    pending.set(left, { parent, isLeft: true });
    pending.set(right, { parent, isLeft: false });
    return { left, right };
  };

  const divideBatch = (nodes: readonly DividedNode[]) => {
    const middles = part(nodes);
    const searchedRows = nodes.reduce((sum, { node }) => sum + node.end - node.begin, 0);
    const tasks: TaskFields[] = [];
    const halves = nodes.map(({ node, split }, i) => {
      const left = { begin: node.begin, end: middles[i] };
      const right = { begin: middles[i], end: node.end };
      // A node with much of the batch's rows would keep the others waiting: its features are shared out.
      const isShared = threads > 1 && (node.end - node.begin) * 2 * threads > searchedRows;
      const isRightLighter = split.right.hessian < split.left.hessian;
      const [light, heavy] = isRightLighter ? [right, left] : [left, right];
      const lighter = histograms.take();
      const hasParent = node.histogram !== -1;
      const heavier = hasParent ? node.histogram : histograms.take();
      tasks.push(...sumTasks(light, lighter, hasParent ? heavier : undefined, isShared));
      if (!hasParent) tasks.push(...sumTasks(heavy, heavier, undefined, isShared));
      return {
        left: { ...left, histogram: isRightLighter ? heavier : lighter },
        right: { ...right, histogram: isRightLighter ? lighter : heavier },
      };
    });
    memory.run(byLength(tasks));
    return halves;
  };

  return {
    begin(nextWidth, isEvery) {
      width = nextWidth;
      isEveryRow = isEvery;
      pending = new WeakMap();
    },
    sumTasks,
    sourceOf,
    findPending: (node) => pending.get(node),
    partTask,
    divide(nodes) {
      const searched = nodes.filter(({ isSearched }) => isSearched);
      const halves: { left: KernelNode; right: KernelNode }[] = [];
      for (let from = 0; from < searched.length; from += BATCH) {
        halves.push(...divideBatch(searched.slice(from, from + BATCH)));
      }
      let next = 0;
      return nodes.map((node) => (node.isSearched ? halves[next++] : leave(node)));
    },
  };
}

/** The longest first, so that no thread begins with one when the others are done. */
function byLength(tasks: readonly TaskFields[]): TaskFields[] {
  return [...tasks].sort((a, b) => (b.end ?? 0) - (b.begin ?? 0) - ((a.end ?? 0) - (a.begin ?? 0)));
}
