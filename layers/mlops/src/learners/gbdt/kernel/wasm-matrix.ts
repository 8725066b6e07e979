import type { BinnedMatrix } from '../binned-matrix.ts';
import type { FeatureCuts } from '../cut-points.ts';
import type { GbdtDataset } from '../dataset.ts';
import { CONTEXT, CUTS, KIND } from './context-layout.ts';
import type { KernelMemory } from './kernel-memory.ts';

/** Bins of one feature, missing included, that a histogram of bytes and one of 16-bit numbers has room for. */
export const NARROW_SLOTS = 256;
export const WIDE_SLOTS = 512;
/** Sums of gradient and hessian. */
export const SLOT_BYTES = 16;
const TRANSPOSED_ROWS = 16_384;

/** A binned matrix in the memory of a kernel. */
export interface WasmMatrix extends BinnedMatrix {
  readonly memory: KernelMemory;
  /** Whether bins have 16 bits. */
  readonly isWide: boolean;
  /** Pointer to the weights of the rows; 0 where they have none. */
  readonly weights: number;
  /** Pointer to as many bytes as a column of float32: free once the matrix is made. */
  readonly spareColumn: number;
}

/** `binDataset` in WebAssembly: the same cut points and bins, columns shared out among the threads. */
export function binDatasetInWasm(dataset: GbdtDataset, maxBin: number, memory: KernelMemory): WasmMatrix {
  const { rows, features, values } = dataset;
  const weights = dataset.weights === undefined ? 0 : copyIn(memory, dataset.weights);
  const lanes = Math.min(features, memory.threads === 1 ? 1 : 2 * memory.threads);
  const columns = Array.from({ length: lanes }, () => memory.allocate(4 * rows + 64));
  const found = Array.from({ length: features }, () => memory.allocate(CUTS.cuts + 4 * (Math.min(maxBin, rows) + 2)));
  const arenaBytes = Math.max(memory.exports.sketchBytes(rows, maxBin), memory.exports.BINNING_BYTES.value);
  const arenas = columns.map(() => memory.allocate(arenaBytes));
  const binCounts = memory.allocate(4 * features);
  // Wide until the cuts are known would be twice the memory: bins of 8 bits do for most data, and 16 are made if not.
  let bins = memory.allocate(rows * features + 64);

  const load = (from: number) => {
    const { f32 } = memory.views();
    const count = Math.min(lanes, features - from);
    for (let lane = 0; lane < count; lane++) {
      const feature = from + lane;
      f32.set(values.subarray(feature * rows, (feature + 1) * rows), columns[lane] / 4);
    }
    return Array.from({ length: count }, (_, lane) => ({
      feature: from + lane,
      column: columns[lane],
      arena: arenas[lane],
    }));
  };
  const binAll = (batch: ReturnType<typeof load>, counts: Uint32Array, bytes: number) =>
    memory.run(
      batch.map(({ feature, column, arena }) => ({
        ...{ kind: KIND.binColumn, column, extra: arena, last: counts[feature] },
        ...{ other: found[feature] + CUTS.cuts, out: bins + feature * rows * bytes },
      })),
    );

  const { u32, f32 } = memory.views();
  u32[(memory.context + CONTEXT.rows) / 4] = rows;
  u32[(memory.context + CONTEXT.features) / 4] = features;
  u32[(memory.context + CONTEXT.isWide) / 4] = 0;
  const counts = u32.subarray(binCounts / 4, binCounts / 4 + features);
  let mostSlots = 0;
  let hasMissing = false;
  for (let from = 0; from < features; from += lanes) {
    const batch = load(from);
    memory.run(
      batch.map(({ feature, column, arena }) => ({
        ...{ kind: KIND.sketch, column, extra: arena, other: weights, last: maxBin, out: found[feature] },
      })),
    );
    for (const { feature } of batch) {
      const isMissing = u32[(found[feature] + CUTS.present) / 4] < rows;
      counts[feature] = u32[(found[feature] + CUTS.count) / 4];
      mostSlots = Math.max(mostSlots, counts[feature] + (isMissing ? 1 : 0));
      hasMissing ||= isMissing;
    }
    if (mostSlots <= NARROW_SLOTS) binAll(batch, counts, 1);
  }
  const isWide = mostSlots > NARROW_SLOTS;
  const bytes = isWide ? 2 : 1;
  if (isWide) {
    bins = memory.allocate(2 * rows * features + 64);
    memory.views().u32[(memory.context + CONTEXT.isWide) / 4] = 1;
    for (let from = 0; from < features; from += lanes) binAll(load(from), counts, 2);
  }
  const rowBins = memory.allocate(rows * features * bytes + 64);
  const after = memory.views();
  after.u32[(memory.context + CONTEXT.columnBins) / 4] = bins;
  after.u32[(memory.context + CONTEXT.rowBins) / 4] = rowBins;
  after.u32[(memory.context + CONTEXT.binCounts) / 4] = binCounts;
  memory.run(
    Array.from({ length: Math.ceil(rows / TRANSPOSED_ROWS) }, (_, i) => ({
      ...{ kind: KIND.transposeRows, begin: i * TRANSPOSED_ROWS, end: Math.min(rows, (i + 1) * TRANSPOSED_ROWS) },
    })),
  );

  const cuts = found.map((pointer, feature): FeatureCuts => {
    const at = (pointer + CUTS.cuts) / 4;
    return { cuts: f32.slice(at, at + counts[feature]), minimum: f32[(pointer + CUTS.minimum) / 4] };
  });
  const slots = new Int32Array(features + 1);
  for (let feature = 0; feature < features; feature++) slots[feature + 1] = slots[feature] + counts[feature] + 1;
  const view = (pointer: number) =>
    isWide
      ? after.u16.subarray(pointer / 2, pointer / 2 + rows * features)
      : after.u8.subarray(pointer, pointer + rows * features);
  return {
    ...{ rows, features, cuts, hasMissing, slots, memory, isWide, weights },
    ...{ byRow: view(rowBins), byColumn: view(bins), spareColumn: columns[0] },
  };
}

/** A copy of the column in the memory; returns its pointer. */
export function copyIn(memory: KernelMemory, column: Float32Array): number {
  const pointer = memory.allocate(4 * column.length + 64);
  memory.views().f32.set(column, pointer / 4);
  return pointer;
}
