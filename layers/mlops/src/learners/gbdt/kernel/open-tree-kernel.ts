import { InvalidInputError } from '@optaic/mlops/base';
import { type BinnedMatrix, binDataset } from '../binned-matrix.ts';
import type { GbdtDataset } from '../dataset.ts';
import type { SplitPenalties } from '../split.ts';
import type { TreeKernel } from '../tree-kernel.ts';
import { createTypescriptKernel } from '../typescript-kernel.ts';
import { type KernelMemory, openKernelMemory } from './kernel-memory.ts';
import { findThreadStarter, type StartKernelThread } from './kernel-threads.ts';
import { createWasmKernel } from './wasm-kernel.ts';
import { binDatasetInWasm, SLOT_BYTES, WIDE_SLOTS } from './wasm-matrix.ts';

/** What computes: every choice gives the same model, bit for bit. */
export interface KernelOptions {
  /** `auto`: WebAssembly where there is one with vectors and shared memory, and the data fit it; else TypeScript. */
  readonly kernel?: 'auto' | 'typescript' | 'wasm';
  /** At least 1, the default; more are used where threads can be started and the data are worth them. */
  readonly threads?: number;
  /** How a thread is started; Node's worker threads where absent, or none in a bare context. */
  readonly startThread?: StartKernelThread;
}

export interface KernelInput {
  readonly dataset: GbdtDataset;
  readonly maxBin: number;
  readonly penalties: SplitPenalties;
  /** That may be alive at a time. */
  readonly histograms: number;
}

export interface OpenKernel {
  readonly matrix: BinnedMatrix;
  readonly kernel: TreeKernel;
}

/** Of the 4 GiB of linear memory, what one training may take. */
const MEMORY_BYTES = 3.5 * 2 ** 30;
const MOST_THREADS = 64;
/** Below so many values a tree is grown sooner than a thread wakes. */
const LEAST_SHARED_VALUES = 400_000;

/**
 * Bins the dataset and opens a kernel on it.
 *
 * @throws {InvalidInputError} `learner.threads_out_of_range`; `learner.kernel_unavailable` when `wasm` is asked for and
 *   cannot be had.
 */
export function openTreeKernel(input: KernelInput, options: KernelOptions = {}): OpenKernel {
  const { dataset, maxBin, penalties } = input;
  const { kernel = 'auto', threads = 1, startThread = findThreadStarter() } = options;
  if (!Number.isInteger(threads) || threads < 1 || threads > MOST_THREADS) {
    throw new InvalidInputError(
      'learner.threads_out_of_range',
      `threads is ${threads}; it must be an integer in [1, ${MOST_THREADS}]`,
    );
  }
  const isShared = dataset.rows * dataset.features >= LEAST_SHARED_VALUES;
  const memory =
    kernel === 'typescript' || !fits(input) ? undefined : openKernelMemory(isShared ? threads : 1, startThread);
  if (memory !== undefined) return openInMemory(input, memory);
  if (kernel === 'wasm') {
    throw new InvalidInputError(
      'learner.kernel_unavailable',
      `the WebAssembly kernel cannot train ${dataset.rows} rows of ${dataset.features} features with ${maxBin} bins here; use the kernel auto`,
    );
  }
  const matrix = binDataset(dataset, maxBin);
  return { matrix, kernel: createTypescriptKernel({ matrix, penalties, threads: 1 }) };
}

function openInMemory({ dataset, maxBin, penalties }: KernelInput, memory: KernelMemory): OpenKernel {
  try {
    const matrix = binDatasetInWasm(dataset, maxBin, memory);
    return { matrix, kernel: createWasmKernel({ matrix, penalties }) };
  } catch (error) {
    memory.close();
    throw error;
  }
}

/** Whether bins, rows and histograms find room, with 16 bits a bin in case they are needed. */
function fits({ dataset: { rows, features }, maxBin, histograms }: KernelInput): boolean {
  const bytes = rows * (5 * features + 96) + histograms * features * WIDE_SLOTS * SLOT_BYTES;
  return maxBin < WIDE_SLOTS && bytes <= MEMORY_BYTES;
}
