/** What every task of a training reads. The offsets are those of `context-layout.ts`; all pointers are into linear memory. */
@unmanaged
export class Context {
  lambda: f64;
  alpha: f64;
  minChildWeight: f64;
  maxDeltaStep: f64;
  /** Bins, (rows × features), row-major, and (features × rows). u8, or u16 where isWide. */
  rowBins: usize;
  columnBins: usize;
  rows: u32;
  features: u32;
  /** f32 gradient and hessian of a row, side by side. */
  pairs: usize;
  /** u32 rows of the tree, each node's contiguous and ascending. */
  order: usize;
  /** As long as order: what a partition writes first. */
  spare: usize;
  /** u32 features of the tree, ascending: position → feature. Histograms go by position. */
  chosen: usize;
  chosenCount: u32;
  /** Whether the tree sees every feature, so that position = feature. */
  isWhole: u32;
  /** u32 number of cuts of each feature. */
  binCounts: usize;
  isWide: u32;
  /** A piece of SCRATCH_BYTES for each thread. */
  scratch: usize;
  gradient: usize;
  hessian: usize;
  /** i8 constraint of each feature, or 0. */
  monotone: usize;
}

/** Rows whose gradients and bins are brought together before they are summed; they fit the second-level cache. */
export const BLOCK_ROWS: i32 = 2_048;
/** Most positions of one histogram task: what a block of gathered bins has room for. */
export const MOST_POSITIONS: i32 = 128;
/** Of a thread: doubled gradients of a block, gathered bins of a block, then two running sums of a feature. */
export const GATHERED_OFFSET: usize = 32_768 + 64;
export const SUMS_OFFSET: usize = GATHERED_OFFSET + 2_048 * 2 * 128 + 64;
export const SCRATCH_BYTES: usize = SUMS_OFFSET + 2 * (512 + 4) * 16 + 64;

/** Bytes of one feature in a histogram: 256 or 512 slots of two f64. */
// @ts-ignore: decorator
@inline
export function featureBytes<T>(): usize {
  return sizeof<T>() << 12;
}
