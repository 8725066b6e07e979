import { Context } from './context';
import { isLeft } from './rows';

/** Rows whose margins stay in the first-level cache while every leaf adds to them. */
const BLOCK_ROWS: i32 = 8_192;

/** One leaf, or a last split whose rows need not be parted any more; the offsets are those of `context-layout.ts`. */
@unmanaged
class Leaf {
  /** Its rows, ascending: next of them, and where they end. */
  next: usize;
  end: usize;
  /** Bins of the split's feature; 0 for a leaf. */
  column: usize;
  bin: i32;
  leftMissing: i32;
  left: f32;
  right: f32;
}

const LEAF_BYTES: usize = 32;

/** The first of the ascending rows from `next` that is at least `row`. */
function skipTo(next: usize, end: usize, row: u32): usize {
  let count = (end - next) >> 2;
  while (count > 0) {
    const half = count >> 1;
    if (load<u32>(next + (half << 2)) < row) {
      next += (half + 1) << 2;
      count -= half + 1;
    } else count = half;
  }
  return next;
}

/**
 * Adds to the margins of the rows [begin, end) the values of their leaves. All leaves are gone through for one block of
 * rows after the other: leaf by leaf, every margin would be a miss of the cache.
 */
export function addLeaves<T>(begin: i32, end: i32, leaves: usize, count: i32, margins: usize, own: usize): void {
  memory.copy(own, leaves, <usize>count * LEAF_BYTES);
  const last = own + <usize>count * LEAF_BYTES;
  for (let p = own; p < last; p += LEAF_BYTES) {
    const leaf = changetype<Leaf>(p);
    leaf.next = skipTo(leaf.next, leaf.end, begin);
  }
  for (let row = begin; row < end; row += BLOCK_ROWS) {
    const limit = <u32>min(row + BLOCK_ROWS, end);
    for (let p = own; p < last; p += LEAF_BYTES) addBlock<T>(changetype<Leaf>(p), limit, margins);
  }
}

/** The rows of a leaf before `limit`. */
function addBlock<T>(leaf: Leaf, limit: u32, margins: usize): void {
  const end = leaf.end;
  const left = leaf.left;
  let next = leaf.next;
  if (leaf.column == 0) {
    for (; next < end; next += 4) {
      const row = load<u32>(next);
      if (row >= limit) break;
      const margin = margins + (<usize>row << 2);
      store<f32>(margin, load<f32>(margin) + left);
    }
  } else {
    const column = leaf.column;
    const right = leaf.right;
    const bin = leaf.bin;
    const leftMissing = leaf.leftMissing;
    for (; next < end; next += 4) {
      const row = load<u32>(next);
      if (row >= limit) break;
      const margin = margins + (<usize>row << 2);
      store<f32>(margin, load<f32>(margin) + (isLeft<T>(column, row, bin, leftMissing) ? left : right));
    }
  }
  leaf.next = next;
}
