import type { KernelNode, TreeKernel } from '../tree-kernel.ts';
import { KIND, LEAF } from './context-layout.ts';
import type { KernelMemory } from './kernel-memory.ts';
import type { NodeDivision } from './node-division.ts';

/** A leaf, or both leaves of a last split. */
interface LeafEntry {
  readonly source: number;
  readonly begin: number;
  readonly end: number;
  readonly column: number;
  readonly bin: number;
  readonly missing: number;
  left: number;
  right: number;
}

/** Adds the values of a tree's leaves to margins in the memory, on all threads. */
export function createLeafValues(memory: KernelMemory, rows: number, division: NodeDivision) {
  let capacity = 0;
  let table = 0;
  const tasks = memory.threads === 1 ? 1 : 2 * memory.threads;
  // No two tasks write into one cache line.
  const share = Math.ceil(rows / tasks / 16) * 16;

  const reserve = (count: number) => {
    if (count <= capacity) return;
    capacity = Math.max(128, 2 * count);
    table = memory.allocate(capacity * LEAF.bytes * (1 + tasks));
  };

  return (leaves: Parameters<TreeKernel['addLeaves']>[0], margins: number): void => {
    const entries = leafEntries(leaves, division);
    reserve(entries.length);
    const { i32, u32, f32 } = memory.views();
    entries.forEach(({ source, begin, end, column, bin, missing, left, right }, i) => {
      const at = (table + i * LEAF.bytes) / 4;
      u32[at + LEAF.next / 4] = source + 4 * begin;
      u32[at + LEAF.end / 4] = source + 4 * end;
      u32[at + LEAF.column / 4] = column;
      i32[at + LEAF.bin / 4] = bin;
      i32[at + LEAF.leftMissing / 4] = missing;
      f32[at + LEAF.left / 4] = left;
      f32[at + LEAF.right / 4] = right;
    });
    memory.run(
      Array.from({ length: Math.ceil(rows / share) }, (_, i) => ({
        ...{ kind: KIND.addLeaves, begin: i * share, end: Math.min(rows, (i + 1) * share) },
        ...{ other: table, last: entries.length, margins, extra: table + (i + 1) * capacity * LEAF.bytes },
      })),
    );
  };
}

function leafEntries(leaves: readonly { node: KernelNode; value: number }[], division: NodeDivision): LeafEntry[] {
  const entries: LeafEntry[] = [];
  const shared = new Map<object, LeafEntry>();
  for (const { node, value } of leaves) {
    const pending = division.findPending(node);
    if (pending === undefined) {
      const { begin, end } = node;
      const source = division.sourceOf(node);
      entries.push({ source, begin, end, column: 0, bin: 0, missing: 0, left: value, right: value });
      continue;
    }
    let entry = shared.get(pending.parent);
    if (entry === undefined) {
      const { begin = 0, end = 0, column = 0, bin = 0, missing = 0, extra = 0 } = division.partTask(pending.parent);
      entry = { source: extra, begin, end, column, bin, missing, left: 0, right: 0 };
      shared.set(pending.parent, entry);
      entries.push(entry);
    }
    if (pending.isLeft) entry.left = value;
    else entry.right = value;
  }
  return entries;
}
