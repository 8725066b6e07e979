import { Context } from './context';

/** Gradient and hessian of the rows [begin, end) side by side. */
export function pairRows(context: Context, begin: i32, end: i32): void {
  for (let row = <usize>begin; row < <usize>end; row++) {
    store<f32>(context.pairs + (row << 3), load<f32>(context.gradient + (row << 2)));
    store<f32>(context.pairs + (row << 3), load<f32>(context.hessian + (row << 2)), 4);
  }
}

/** The numbers of the rows [begin, end). */
export function numberRows(out: usize, begin: i32, end: i32): void {
  for (let row = begin; row < end; row++) store<u32>(out + (<usize>row << 2), row);
}

/** Left: present with bin ≤ `bin`; missing values, whose bin follows all others, where `defaultLeft` says. */
// @ts-ignore: decorator
@inline
export function isLeft<T>(column: usize, row: u32, bin: i32, leftMissing: i32): usize {
  const own = <i32>load<T>(column + <usize>row * sizeof<T>());
  return <usize>(i32(own <= bin) | i32(own == leftMissing));
}

/** Parts source[begin, end) stably into the same place of order, which may be the source; returns how many went left. */
export function partRange<T>(context: Context, source: usize, begin: i32, end: i32, column: usize, bin: i32, leftMissing: i32): i32 {
  const from = source + (<usize>begin << 2);
  const last = source + (<usize>end << 2);
  const spare = context.spare + (<usize>begin << 2);
  const start = context.order + (<usize>begin << 2);
  let left = start;
  let right = spare;
  for (let p = from; p < last; p += 4) {
    const row = load<u32>(p);
    const goesLeft = isLeft<T>(column, row, bin, leftMissing);
    // Both are written, one stays: no branch to mispredict.
    store<u32>(right, row);
    store<u32>(left, row);
    left += goesLeft << 2;
    right += (goesLeft ^ 1) << 2;
  }
  memory.copy(left, spare, right - spare);
  return <i32>((left - start) >> 2);
}

/** One piece of a range that several threads part: into spare, left rows from its begin, right rows from its end back. */
export function partPiece<T>(context: Context, source: usize, begin: i32, end: i32, column: usize, bin: i32, leftMissing: i32): i32 {
  const from = source + (<usize>begin << 2);
  const last = source + (<usize>end << 2);
  const start = context.spare + (<usize>begin << 2);
  let left = start;
  let right = context.spare + (<usize>end << 2) - 4;
  for (let p = from; p < last; p += 4) {
    const row = load<u32>(p);
    const goesLeft = isLeft<T>(column, row, bin, leftMissing);
    store<u32>(right, row);
    store<u32>(left, row);
    left += goesLeft << 2;
    right -= (goesLeft ^ 1) << 2;
  }
  return <i32>((left - start) >> 2);
}

/** Brings a parted piece to its places: its left rows to order[left, …), its right rows to order[right, …). */
export function placePiece(context: Context, begin: i32, end: i32, lefts: i32, left: i32, right: i32): void {
  const from = context.spare + (<usize>begin << 2);
  memory.copy(context.order + (<usize>left << 2), from, <usize>lefts << 2);
  let to = context.order + (<usize>right << 2);
  for (let p = context.spare + (<usize>end << 2) - 4; p >= from + (<usize>lefts << 2); p -= 4, to += 4) {
    store<u32>(to, load<u32>(p));
  }
}
