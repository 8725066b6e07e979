import { COUNTER_BYTES, fromSortable, radixSort, sortable } from './sort';
import { combine, prune, put, valueOf } from './summary';

const SUMMARY_FACTOR: i32 = 8;
const MARGIN: f32 = 1e-5;
const MOST_LEVELS: usize = 32;

// @ts-ignore: decorator
@inline
function limitAt(level: i32, present: i32, error: f64): f64 {
  return min(<f64>present, ceil(<f64>level / error) + 1);
}

/** Entries a summary may keep so that 2^levels of them cover the column within a rank error of 1 / (8 · bins). */
function summaryLimit(present: i32, bins: i32): i32 {
  const error: f64 = 1 / <f64>(<f32>(bins * SUMMARY_FACTOR));
  let level = 1;
  let limit = limitAt(level, present, error);
  while (<f64>(<i64>1 << level) * limit < <f64>present) limit = limitAt(++level, present, error);
  return <i32>limit;
}

/** Bytes that `sketchColumn` works in, for so many rows. */
export function sketchBytes(rows: i32, maxBin: i32): usize {
  const limit = <usize>summaryLimit(rows, max(1, min(maxBin, rows)));
  return COUNTER_BYTES + 4 * MOST_LEVELS + 2 * limit * 16 + 6 * limit * 16 + (MOST_LEVELS + 1) * limit * 16 + 4096;
}

/** What a sketch in progress owns. */
@unmanaged
class Sketch {
  limit: i32;
  /** (key u32, weight f32) of queued values. */
  queue: usize;
  spare: usize;
  queued: i32;
  isPlain: bool;
  counters: usize;
  /** i32 entries of each level, 0 where it is empty. */
  sizes: usize;
  levels: usize;
  levelCount: i32;
  summary: usize;
  pruned: usize;
  combined: usize;
}

/** The exact summary of what is queued, into sketch.summary; returns its size. */
function drain(sketch: Sketch): i32 {
  const count = sketch.queued;
  sketch.queued = 0;
  const out = sketch.summary;
  let to = out;
  let before: f32 = 0;
  if (sketch.isPlain) {
    // Weights are 1: keys alone are sorted, packed to the front first.
    for (let i: usize = 0; i < <usize>count; i++) store<u32>(sketch.queue + (i << 2), load<u32>(sketch.queue + (i << 3)));
    radixSort(sketch.queue, sketch.spare, count, sketch.counters, false);
    const end = sketch.spare + (<usize>count << 2);
    for (let p = sketch.spare; p < end; to += 16) {
      const key = load<u32>(p);
      let weight: f32 = 0;
      for (; p < end && load<u32>(p) == key; p += 4) weight += 1;
      const after: f32 = before + weight;
      put(to, before, after, weight, fromSortable(key));
      before = after;
    }
  } else {
    radixSort(sketch.queue, sketch.spare, count, sketch.counters, true);
    const end = sketch.spare + (<usize>count << 3);
    for (let p = sketch.spare; p < end; to += 16) {
      const key = load<u32>(p);
      let weight: f32 = 0;
      for (; p < end && load<u32>(p) == key; p += 8) weight += load<f32>(p, 4);
      const after: f32 = before + weight;
      put(to, before, after, weight, fromSortable(key));
      before = after;
    }
  }
  sketch.isPlain = true;
  return <i32>((to - out) >> 4);
}

/** Merges a summary upwards like a carry of a counter. */
function push(sketch: Sketch, size: i32): void {
  let carried = sketch.summary;
  let carriedSize = size;
  for (let level = 0; ; level++) {
    const sizeAt = sketch.sizes + (<usize>level << 2);
    const waiting = sketch.levels + ((<usize>level * <usize>sketch.limit) << 4);
    if (level >= sketch.levelCount) {
      sketch.levelCount = level + 1;
      store<i32>(sizeAt, 0);
    }
    const waitingSize = load<i32>(sizeAt);
    if (waitingSize == 0) {
      store<i32>(sizeAt, prune(carried, carriedSize, sketch.limit, waiting));
      return;
    }
    const prunedSize = prune(carried, carriedSize, sketch.limit, sketch.pruned);
    carriedSize = combine(sketch.pruned, prunedSize, waiting, waitingSize, sketch.combined);
    carried = sketch.combined;
    if (carriedSize <= sketch.limit) {
      memory.copy(waiting, carried, <usize>carriedSize << 4);
      store<i32>(sizeAt, carriedSize);
      return;
    }
    store<i32>(sizeAt, 0);
  }
}

/** Everything queued and merged, into sketch.pruned; returns its size, at most the limit. */
function finish(sketch: Sketch): i32 {
  let size = prune(sketch.summary, drain(sketch), sketch.limit, sketch.pruned);
  for (let level = 0; level < sketch.levelCount; level++) {
    const waiting = sketch.levels + ((<usize>level * <usize>sketch.limit) << 4);
    const waitingSize = load<i32>(sketch.sizes + (<usize>level << 2));
    if (waitingSize == 0) continue;
    if (size == 0) {
      memory.copy(sketch.pruned, waiting, <usize>waitingSize << 4);
      size = waitingSize;
      continue;
    }
    size = prune(sketch.combined, combine(sketch.pruned, size, waiting, waitingSize, sketch.combined), sketch.limit, sketch.pruned);
  }
  return size;
}

/** Puts the values of the column through the sketch, in the order of its rows. */
function offerColumn(sketch: Sketch, column: usize, weights: usize, rows: i32): void {
  const capacity = 2 * sketch.limit;
  let lastKey: u32 = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f32>(column + (row << 2));
    if (value != value) continue;
    const weight: f32 = weights == 0 ? 1 : load<f32>(weights + (row << 2));
    if (weight == 0) continue;
    // −0 becomes 0: they are equal.
    const key = sortable(value + 0);
    if (sketch.queued > 0 && key == lastKey) {
      const at = sketch.queue + (<usize>(sketch.queued - 1) << 3);
      store<f32>(at, load<f32>(at, 4) + weight, 4);
      sketch.isPlain = false;
      continue;
    }
    if (sketch.queued == capacity) push(sketch, drain(sketch));
    const at = sketch.queue + (<usize>sketch.queued << 3);
    store<u32>(at, key);
    store<f32>(at, weight, 4);
    if (weight != 1) sketch.isPlain = false;
    sketch.queued++;
    lastKey = key;
  }
}

function cutAbove(value: f32): f32 {
  return <f32>(<f64>value + (abs(<f64>value) + <f64>MARGIN));
}

/** What a sketch gives back; the offsets are those of `context-layout.ts`. */
@unmanaged
class Cuts {
  count: i32;
  present: i32;
  minimum: f32;
}

/** The cut points of a column, as `findCutPoints` defines them: Cuts at `out`, followed by the cuts at out + 16. */
export function sketchColumn(column: usize, weights: usize, rows: i32, maxBin: i32, out: usize, arena: usize): void {
  const result = changetype<Cuts>(out);
  const cuts = out + 16;
  let present = 0;
  for (let row: usize = 0; row < <usize>rows; row++) {
    const value = load<f32>(column + (row << 2));
    present += i32(value == value);
  }
  result.present = present;

  const sketch = changetype<Sketch>(arena);
  const limit = summaryLimit(present, max(1, min(maxBin, present)));
  const entries = <usize>limit << 4;
  sketch.limit = limit;
  sketch.queued = 0;
  sketch.isPlain = true;
  sketch.levelCount = 0;
  sketch.counters = arena + 64;
  sketch.sizes = sketch.counters + COUNTER_BYTES;
  sketch.queue = sketch.sizes + 4 * MOST_LEVELS;
  sketch.spare = sketch.queue + entries + 16;
  sketch.summary = sketch.spare + entries + 16;
  sketch.pruned = sketch.summary + 2 * entries + 32;
  sketch.combined = sketch.pruned + entries + 32;
  sketch.levels = sketch.combined + 2 * entries + 32;
  offerColumn(sketch, column, weights, rows);

  let size = finish(sketch);
  if (size == 0) {
    result.count = 1;
    result.minimum = MARGIN;
    store<f32>(cuts, cutAbove(MARGIN));
    return;
  }
  const intermediate = min(present, SUMMARY_FACTOR * maxBin);
  const bins = min(intermediate, maxBin);
  size = prune(sketch.pruned, size, intermediate, sketch.combined);
  size = prune(sketch.combined, size, bins + 1, sketch.summary);
  let count = 0;
  for (let i = 1; i < min(size, bins); i++, count++) store<f32>(cuts + (<usize>count << 2), valueOf(sketch.summary + (<usize>i << 4)));
  store<f32>(cuts + (<usize>count << 2), cutAbove(valueOf(sketch.summary + (<usize>(size - 1) << 4))));
  result.count = count + 1;
  const lowest = <f64>valueOf(sketch.summary);
  result.minimum = <f32>(lowest - abs(lowest) - <f64>MARGIN);
}
