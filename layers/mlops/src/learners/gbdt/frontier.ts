import type { OpenNode, TreeLimits } from './grow-tree.ts';

export type GrowPolicy = 'depthwise' | 'lossguide';

/** The leaves of a growing tree, and which of them are split next. */
export interface Frontier {
  push(node: OpenNode): void;
  /** The nodes to split next, in this order; none when the tree is complete. */
  pop(): OpenNode[];
  /** Whether children of a node at this depth might be split, by the limits of depth and leaves. */
  mayHoldChildrenOf(depth: number): boolean;
  /** All nodes that were never popped. */
  leaves(): OpenNode[];
}

const LEAST_GAIN = 1e-6;
/** XGBoost splits so many nodes of a level at a time. */
const BATCH = 256;

/** The order in which XGBoost's driver expands nodes. */
export function createFrontier(limits: TreeLimits): Frontier {
  const isLossGuided = limits.growPolicy === 'lossguide';
  const { maxDepth, maxLeaves, gamma } = limits;
  const queue = isLossGuided ? createHeap(isMoreGainful) : createFifo();
  const done: OpenNode[] = [];
  let leaves = 1;

  const isValid = ({ split, depth }: OpenNode) =>
    split !== undefined &&
    split.gain > LEAST_GAIN &&
    split.gain >= gamma &&
    split.left.hessian !== 0 &&
    split.right.hessian !== 0 &&
    (maxDepth === 0 || depth < maxDepth) &&
    (maxLeaves === 0 || leaves < maxLeaves);

  return {
    push(node) {
      if (node.split !== undefined && node.split.gain > LEAST_GAIN) queue.push(node);
      else done.push(node);
    },

    pop() {
      const batch: OpenNode[] = [];
      const depth = queue.peek()?.depth;
      const size = isLossGuided ? 1 : BATCH;
      for (let node = queue.peek(); node !== undefined && batch.length < size; node = queue.peek()) {
        if (!isLossGuided && node.depth !== depth) break;
        // By loss, the first leaf that may not be split ends the tree, as in XGBoost.
        if (!isValid(node) && isLossGuided) break;
        queue.pop();
        if (isValid(node)) {
          leaves++;
          batch.push(node);
        } else done.push(node);
      }
      // A level of which no node may be split is skipped; deeper ones do not exist then.
      return batch;
    },

    mayHoldChildrenOf: (depth) => (maxDepth === 0 || depth + 1 < maxDepth) && (maxLeaves === 0 || leaves < maxLeaves),
    leaves: () => [...done, ...queue.rest()],
  };
}

function isMoreGainful(a: OpenNode, b: OpenNode): boolean {
  const [gainA, gainB] = [a.split?.gain ?? 0, b.split?.gain ?? 0];
  return gainA === gainB ? a.id < b.id : gainA > gainB;
}

interface Queue {
  push(node: OpenNode): void;
  peek(): OpenNode | undefined;
  pop(): void;
  rest(): OpenNode[];
}

function createFifo(): Queue {
  const nodes: OpenNode[] = [];
  let next = 0;
  return {
    push: (node) => {
      nodes.push(node);
    },
    peek: () => nodes[next],
    pop: () => {
      next++;
    },
    rest: () => nodes.slice(next),
  };
}

/** A binary heap: a tree by loss without a limit of depth may hold any number of leaves. */
function createHeap(isBefore: (a: OpenNode, b: OpenNode) => boolean): Queue {
  const nodes: OpenNode[] = [];
  const swap = (a: number, b: number) => {
    [nodes[a], nodes[b]] = [nodes[b], nodes[a]];
  };
  return {
    push(node) {
      nodes.push(node);
      for (let i = nodes.length - 1; i > 0; ) {
        const parent = (i - 1) >> 1;
        if (!isBefore(nodes[i], nodes[parent])) return;
        swap(i, parent);
        i = parent;
      }
    },
    peek: () => nodes[0],
    pop() {
      const last = nodes.pop();
      if (last === undefined || nodes.length === 0) return;
      nodes[0] = last;
      for (let i = 0; ; ) {
        const [left, right] = [2 * i + 1, 2 * i + 2];
        let first = i;
        if (left < nodes.length && isBefore(nodes[left], nodes[first])) first = left;
        if (right < nodes.length && isBefore(nodes[right], nodes[first])) first = right;
        if (first === i) return;
        swap(i, first);
        i = first;
      }
    },
    rest: () => [...nodes],
  };
}
