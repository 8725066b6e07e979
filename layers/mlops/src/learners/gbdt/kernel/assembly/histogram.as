import { BLOCK_ROWS, Context, GATHERED_OFFSET, featureBytes } from './context';

// The offset of a feature inside a tile is a constant of the instruction: hence a function for each width.

// @ts-ignore: decorator
@inline
function slot<T>(bins: usize, h: usize): usize {
  return h + (<usize>load<T>(bins) << 4);
}

function sumTile8<T>(bins: usize, stride: usize, pairs: usize, count: i32, h: usize): void {
  const end = pairs + (<usize>count << 4);
  for (; pairs < end; pairs += 16, bins += stride) {
    const pair = v128.load(pairs);
    let p = slot<T>(bins, h);
    v128.store(p, f64x2.add(v128.load(p), pair));
    p = slot<T>(bins + sizeof<T>(), h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 4096), pair), sizeof<T>() * 4096);
    p = slot<T>(bins + sizeof<T>() * 2, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 8192), pair), sizeof<T>() * 8192);
    p = slot<T>(bins + sizeof<T>() * 3, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 12288), pair), sizeof<T>() * 12288);
    p = slot<T>(bins + sizeof<T>() * 4, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 16384), pair), sizeof<T>() * 16384);
    p = slot<T>(bins + sizeof<T>() * 5, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 20480), pair), sizeof<T>() * 20480);
    p = slot<T>(bins + sizeof<T>() * 6, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 24576), pair), sizeof<T>() * 24576);
    p = slot<T>(bins + sizeof<T>() * 7, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 28672), pair), sizeof<T>() * 28672);
  }
}

function sumTile4<T>(bins: usize, stride: usize, pairs: usize, count: i32, h: usize): void {
  const end = pairs + (<usize>count << 4);
  for (; pairs < end; pairs += 16, bins += stride) {
    const pair = v128.load(pairs);
    let p = slot<T>(bins, h);
    v128.store(p, f64x2.add(v128.load(p), pair));
    p = slot<T>(bins + sizeof<T>(), h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 4096), pair), sizeof<T>() * 4096);
    p = slot<T>(bins + sizeof<T>() * 2, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 8192), pair), sizeof<T>() * 8192);
    p = slot<T>(bins + sizeof<T>() * 3, h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 12288), pair), sizeof<T>() * 12288);
  }
}

function sumTile2<T>(bins: usize, stride: usize, pairs: usize, count: i32, h: usize): void {
  const end = pairs + (<usize>count << 4);
  for (; pairs < end; pairs += 16, bins += stride) {
    const pair = v128.load(pairs);
    let p = slot<T>(bins, h);
    v128.store(p, f64x2.add(v128.load(p), pair));
    p = slot<T>(bins + sizeof<T>(), h);
    v128.store(p, f64x2.add(v128.load(p, sizeof<T>() * 4096), pair), sizeof<T>() * 4096);
  }
}

function sumTile1<T>(bins: usize, stride: usize, pairs: usize, count: i32, h: usize): void {
  const end = pairs + (<usize>count << 4);
  for (; pairs < end; pairs += 16, bins += stride) {
    const p = slot<T>(bins, h);
    v128.store(p, f64x2.add(v128.load(p), v128.load(pairs)));
  }
}

/** A block goes through the features in tiles whose histograms stay in the first-level cache. */
function sumBlock<T>(bins: usize, stride: usize, pairs: usize, count: i32, h: usize, width: usize): void {
  let k: usize = 0;
  for (; k + 8 <= width; k += 8) sumTile8<T>(bins + k * sizeof<T>(), stride, pairs, count, h + k * featureBytes<T>());
  if (k + 4 <= width) {
    sumTile4<T>(bins + k * sizeof<T>(), stride, pairs, count, h + k * featureBytes<T>());
    k += 4;
  }
  if (k + 2 <= width) {
    sumTile2<T>(bins + k * sizeof<T>(), stride, pairs, count, h + k * featureBytes<T>());
    k += 2;
  }
  if (k < width) sumTile1<T>(bins + k * sizeof<T>(), stride, pairs, count, h + k * featureBytes<T>());
}

// @ts-ignore: decorator
@inline
function doubled(context: Context, row: usize): v128 {
  return f64x2.promote_low_f32x4(v128.load64_zero(context.pairs + (row << 3)));
}

/** Brings the bins of scattered rows together: misses of the cache overlap here, and do not in the sums. */
function gatherWhole<T>(context: Context, order: usize, count: i32, first: i32, width: i32, pairs: usize, out: usize, outStride: usize): void {
  const stride = <usize>context.features * sizeof<T>();
  const from = context.rowBins + <usize>first * sizeof<T>();
  const bytes = <usize>width * sizeof<T>();
  for (const end = order + (<usize>count << 2); order < end; order += 4, pairs += 16, out += outStride) {
    const row = <usize>load<u32>(order);
    v128.store(pairs, doubled(context, row));
    const source = from + row * stride;
    for (let k: usize = 0; k < bytes; k += 16) v128.store(out + k, v128.load(source + k));
  }
}

function gatherChosen<T>(context: Context, order: usize, count: i32, first: i32, width: i32, pairs: usize, out: usize, outStride: usize): void {
  const stride = <usize>context.features * sizeof<T>();
  const chosen = context.chosen + (<usize>first << 2);
  for (const end = order + (<usize>count << 2); order < end; order += 4, pairs += 16, out += outStride) {
    const row = <usize>load<u32>(order);
    v128.store(pairs, doubled(context, row));
    const source = context.rowBins + row * stride;
    for (let k: usize = 0; k < <usize>width; k++) {
      store<T>(out + k * sizeof<T>(), load<T>(source + <usize>load<u32>(chosen + (k << 2)) * sizeof<T>()));
    }
  }
}

/** The gradients of contiguous rows. */
function doubleBlock(context: Context, first: i32, count: i32, pairs: usize): void {
  const end = first + count;
  for (let row = first; row < end; row++, pairs += 16) v128.store(pairs, doubled(context, <usize>row));
}

/** Slots of the feature at a position, with that of missing values. */
// @ts-ignore: decorator
@inline
function slotsOf(context: Context, position: i32): usize {
  return <usize>load<u32>(context.binCounts + (<usize>load<u32>(context.chosen + (<usize>position << 2)) << 2)) + 1;
}

/**
 * Sums the rows source[begin, end) into the positions [first, last) of a histogram, rows ascending. All rows of the matrix
 * in their own order need no gathering.
 */
export function sumRows<T>(context: Context, source: usize, h: usize, begin: i32, end: i32, first: i32, last: i32, scratch: usize): void {
  const width = last - first;
  const into = h + <usize>first * featureBytes<T>();
  for (let position = first; position < last; position++) {
    // A feature of 256 bins has no missing values, and no slot for them.
    memory.fill(h + <usize>position * featureBytes<T>(), 0, min(slotsOf(context, position) << 4, featureBytes<T>()));
  }
  const stride = <usize>context.features * sizeof<T>();
  const outStride = (<usize>width * sizeof<T>() + 15) & ~15;
  const gathered = scratch + GATHERED_OFFSET;
  const isEvery = begin == 0 && end == <i32>context.rows && context.isWhole != 0;
  for (let i = begin; i < end; i += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, end - i);
    const order = source + (<usize>i << 2);
    if (isEvery) {
      doubleBlock(context, i, count, scratch);
      sumBlock<T>(context.rowBins + <usize>i * stride + <usize>first * sizeof<T>(), stride, scratch, count, into, <usize>width);
      continue;
    }
    if (context.isWhole) gatherWhole<T>(context, order, count, first, width, scratch, gathered, outStride);
    else gatherChosen<T>(context, order, count, first, width, scratch, gathered, outStride);
    sumBlock<T>(gathered, outStride, scratch, count, into, <usize>width);
  }
}

/** parent ← parent − child at the positions [first, last). */
export function subtract<T>(context: Context, parent: usize, child: usize, first: i32, last: i32): void {
  for (let position = first; position < last; position++) {
    const offset = <usize>position * featureBytes<T>();
    const end = offset + ((slotsOf(context, position) - 1) << 4);
    for (let k = offset; k < end; k += 16) {
      v128.store(parent + k, f64x2.sub(v128.load(parent + k), v128.load(child + k)));
    }
  }
}

/** Σ over the bins of feature 0, in their order, of source[0, count): what XGBoost takes as the sums of a full root. */
export function sumFirstFeature<T>(context: Context, source: usize, count: i32, out: usize, scratch: usize): void {
  memory.fill(scratch, 0, featureBytes<T>());
  const stride = <usize>context.features * sizeof<T>();
  for (let i = 0; i < count; i++) {
    const row = <usize>load<u32>(source + (<usize>i << 2));
    const p = slot<T>(context.rowBins + row * stride, scratch);
    v128.store(p, f64x2.add(v128.load(p), doubled(context, row)));
  }
  sumSlots(scratch, load<u32>(context.binCounts), out);
}

export function sumSlots(h: usize, slots: u32, out: usize): void {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < <usize>slots; i++) sum = f64x2.add(sum, v128.load(h + (i << 4)));
  v128.store(out, sum);
}

/** Σ over source[0, count), in that order. */
export function sumOrder(context: Context, source: usize, count: i32, out: usize): void {
  let sum = f64x2.splat(0);
  for (let i = 0; i < count; i++) sum = f64x2.add(sum, doubled(context, <usize>load<u32>(source + (<usize>i << 2))));
  v128.store(out, sum);
}
