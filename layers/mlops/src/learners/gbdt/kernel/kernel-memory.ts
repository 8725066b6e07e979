import { CONTEXT, QUEUE, TASK } from './context-layout.ts';
import { giveBack, takeInstance } from './idle-instances.ts';
import type { StartKernelThread } from './kernel-threads.ts';
import type { KernelExports, SharedMemory } from './web-assembly.ts';

const PAGE_BYTES = 65_536;
const ALIGNMENT = 64;
/** Tasks of one batch; more are run in several. */
const MOST_TASKS = 2_048;

/** Fields of one task by name, as assembly/tasks.as reads them; what a kind of task does not read stays as it was. */
export type TaskFields = { readonly [Field in Exclude<keyof typeof TASK, 'bytes'>]?: number };

/** The linear memory of one training and what works on it. */
export interface KernelMemory {
  readonly exports: KernelExports;
  readonly threads: number;
  /** Where the context is; its fields are of `CONTEXT`. */
  readonly context: number;
  /** Views of the whole memory as of now: ask again after `allocate`. */
  views(): MemoryViews;
  /** A pointer to as many bytes, 64-byte aligned and not cleared: an earlier use may have left something there. */
  allocate(bytes: number): number;
  /** Runs the tasks on all threads, and returns when they are done. Those that take longest should come first. */
  run(tasks: readonly TaskFields[]): void;
  /** Ends the threads and gives the memory up: its views change at any time afterwards. */
  close(): void;
}

export interface MemoryViews {
  readonly u8: Uint8Array<SharedArrayBuffer>;
  readonly u16: Uint16Array<SharedArrayBuffer>;
  readonly i32: Int32Array<SharedArrayBuffer>;
  readonly u32: Uint32Array<SharedArrayBuffer>;
  readonly f32: Float32Array<SharedArrayBuffer>;
  readonly f64: Float64Array<SharedArrayBuffer>;
}

/** A memory with the kernel on it, served by `threads` threads where there is a way to start them; or none. */
export function openKernelMemory(
  threads: number,
  startThread: StartKernelThread | undefined,
): KernelMemory | undefined {
  const instance = takeInstance();
  if (instance === undefined) return undefined;
  const { module, memory, exports, queue } = instance;
  const served = startThread === undefined ? 1 : threads;
  const state = { next: align(instance.lastQueue + QUEUE.bytes), views: viewsOf(memory), isOpen: true };

  const allocate = (bytes: number): number => {
    const pointer = state.next;
    state.next = align(pointer + bytes);
    const missing = state.next - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE_BYTES));
      state.views = viewsOf(memory);
    }
    return pointer;
  };

  const context = allocate(CONTEXT.bytes);
  const tasks = allocate(MOST_TASKS * TASK.bytes);
  const scratch = allocate(served * exports.SCRATCH_BYTES.value);
  const { u8, i32, u32 } = state.views;
  u8.fill(0, queue, queue + QUEUE.bytes);
  u8.fill(0, context, context + CONTEXT.bytes);
  u32[(queue + QUEUE.context) / 4] = context;
  u32[(queue + QUEUE.tasks) / 4] = tasks;
  u32[(context + CONTEXT.scratch) / 4] = scratch;

  const writeTask = (task: TaskFields, at: number) => {
    const word = (tasks + at * TASK.bytes) / 4;
    i32[word] = task.kind ?? 0;
    i32[word + 1] = task.begin ?? 0;
    i32[word + 2] = task.end ?? 0;
    i32[word + 3] = task.first ?? 0;
    i32[word + 4] = task.last ?? 0;
    u32[word + 5] = task.histogram ?? 0;
    u32[word + 6] = task.other ?? 0;
    u32[word + 7] = task.column ?? 0;
    i32[word + 8] = task.bin ?? 0;
    i32[word + 9] = task.missing ?? 0;
    u32[word + 10] = task.node ?? 0;
    u32[word + 11] = task.out ?? 0;
    u32[word + 12] = task.margins ?? 0;
    u32[word + 13] = task.extra ?? 0;
  };

  for (let thread = 1; thread < served; thread++) startThread?.({ module, memory, queue, thread });
  return {
    exports,
    threads: served,
    context,
    views: () => state.views,
    allocate,
    run(batch) {
      for (let from = 0; from < batch.length; from += MOST_TASKS) {
        const count = Math.min(MOST_TASKS, batch.length - from);
        for (let i = 0; i < count; i++) writeTask(batch[from + i], i);
        exports.runBatch(queue, count, served);
      }
    },
    close() {
      if (!state.isOpen) return;
      state.isOpen = false;
      if (served > 1) exports.close(queue);
      giveBack(instance);
    },
  };
}

function align(pointer: number): number {
  return Math.ceil(pointer / ALIGNMENT) * ALIGNMENT;
}

function viewsOf({ buffer }: SharedMemory): MemoryViews {
  return {
    u8: new Uint8Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}
