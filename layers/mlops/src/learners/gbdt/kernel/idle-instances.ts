import { type CompiledModule, findKernelModule, type KernelExports, type SharedMemory } from './web-assembly.ts';

/** An instance of the kernel with its memory. */
export interface KernelInstance {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  readonly exports: KernelExports;
  /** Where the next queue goes. Each use has one of its own: a thread of an earlier use may wake late, and must find its closed. */
  queue: number;
  readonly lastQueue: number;
}

/** WebAssembly's own limit: 4 GiB, of which only what is used is taken. */
const MOST_PAGES = 65_536;
const QUEUE_BYTES = 64;
const MOST_USES = 1_024;
/** A larger memory is left to the collector of garbage. */
const MOST_IDLE_BYTES = 2 ** 30;

/** The engine does not see how large shared memories are and collects them late: one is kept for the next use instead. */
let idle: KernelInstance | undefined;

/** An instance to use and give back; undefined where the kernel cannot run. */
export function takeInstance(): KernelInstance | undefined {
  const found = findKernelModule();
  if (found === undefined) return undefined;
  if (idle !== undefined) {
    const taken = idle;
    idle = undefined;
    return taken;
  }
  const { api, module } = found;
  const memory = new api.Memory({ initial: 16, maximum: MOST_PAGES, shared: true });
  const { exports } = new api.Instance(module, { env: { memory } });
  const queue = Math.ceil(exports.heapBase() / QUEUE_BYTES) * QUEUE_BYTES;
  return { module, memory, exports, queue, lastQueue: queue + (MOST_USES - 1) * QUEUE_BYTES };
}

/** Keeps the instance for the next use, unless it is worn out or another is larger. */
export function giveBack(instance: KernelInstance): void {
  instance.queue += QUEUE_BYTES;
  const bytes = instance.memory.buffer.byteLength;
  if (instance.queue >= instance.lastQueue || bytes > MOST_IDLE_BYTES) return;
  if (idle === undefined || idle.memory.buffer.byteLength < bytes) idle = instance;
}
