import { Context } from './context';

/** Buckets of equal width over the range of the cuts: where in the cuts a value's search begins. */
const BUCKETS: i32 = 2_048;
/** Bytes that `binColumn` works in: buckets, then the cuts and infinity after them. */
export const BINNING_BYTES: usize = 2_049 * 4 + (1_024 + 1_024) * 4 + 64;

// @ts-ignore: decorator
@inline
function bucketOf(value: f32, low: f32, scale: f32): usize {
  return <usize>min(max(<i32>((value - low) * scale), 0), BUCKETS - 1);
}

/**
 * The bin of each value: the first cut strictly above it, never past the last; a missing one has the bin after the last.
 * A value's bucket rises with it, float32 or not: so the cuts of lower buckets lie below it and those of higher ones above.
 */
export function binColumn<T>(column: usize, rows: i32, cuts: usize, count: i32, out: usize, arena: usize): void {
  const starts = arena;
  const padded = arena + 2_052 * 4;
  const low = load<f32>(cuts);
  const range: f32 = load<f32>(cuts + (<usize>(count - 1) << 2)) - low;
  const scale: f32 = range > 0 && range < f32.POSITIVE_INFINITY ? <f32>BUCKETS / range : 0;
  memory.copy(padded, cuts, <usize>count << 2);
  for (let i = count; i < count + 1_024; i++) store<f32>(padded + (<usize>i << 2), f32.POSITIVE_INFINITY);

  let cut = 0;
  let widest: usize = 0;
  for (let bucket: usize = 0; bucket < <usize>BUCKETS; bucket++) {
    store<u32>(starts + (bucket << 2), cut);
    const from = cut;
    while (cut < count && bucketOf(load<f32>(cuts + (<usize>cut << 2)), low, scale) <= bucket) cut++;
    widest = max(widest, <usize>(cut - from));
  }
  let step: usize = 1;
  while ((step << 1) <= widest) step <<= 1;

  const last = <u32>(count - 1);
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f32>(column + (row << 2));
    let bin = <usize>load<u32>(starts + (bucketOf(value, low, scale) << 2));
    for (let half = step; half > 0; half >>= 1) {
      bin += load<f32>(padded + ((bin + half - 1) << 2)) <= value ? half : 0;
    }
    const within = min(<u32>bin, last);
    store<T>(out + row * sizeof<T>(), <T>(value == value ? within : <u32>count));
  }
}

/** Copies the bins of the rows [begin, end) from columns to rows. */
export function transposeRows<T>(context: Context, begin: i32, end: i32): void {
  const features = <usize>context.features;
  const columnBytes = <usize>context.rows * sizeof<T>();
  let to = context.rowBins + <usize>begin * features * sizeof<T>();
  for (let row = <usize>begin; row < <usize>end; row++) {
    let from = context.columnBins + row * sizeof<T>();
    for (let feature: usize = 0; feature < features; feature++, from += columnBytes, to += sizeof<T>()) {
      store<T>(to, load<T>(from));
    }
  }
}
