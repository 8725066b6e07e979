import type { KernelMemory } from './kernel-memory.ts';

/** Histograms by number: each has room for every feature of the matrix. */
export interface WasmHistograms {
  take(): number;
  release(histogram: number): void;
  pointer(histogram: number): number;
}

/** Histograms of `bytes` each, made as they are needed and handed out again. */
export function createWasmHistograms(memory: KernelMemory, bytes: number): WasmHistograms {
  const pointers: number[] = [];
  const free: number[] = [];
  return {
    take() {
      const histogram = free.pop();
      if (histogram !== undefined) return histogram;
      pointers.push(memory.allocate(bytes));
      return pointers.length - 1;
    },
    release: (histogram) => {
      free.push(histogram);
    },
    pointer: (histogram) => pointers[histogram],
  };
}
