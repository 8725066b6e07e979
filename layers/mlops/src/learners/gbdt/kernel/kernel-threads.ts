import type { CompiledModule, SharedMemory } from './web-assembly.ts';

/** What a thread is given: it instantiates the module over the memory and serves the queue until it is closed. */
export interface KernelThreadData {
  readonly module: CompiledModule;
  readonly memory: SharedMemory;
  readonly queue: number;
  readonly thread: number;
}

/** Starts one thread that runs `KERNEL_THREAD_SOURCE`; how, is a matter of the platform. */
export type StartKernelThread = (data: KernelThreadData) => void;

/** As text, so that a bundle needs no second file. */
const KERNEL_THREAD_SOURCE = `
const { module, memory, queue, thread } = require('node:worker_threads').workerData;
new WebAssembly.Instance(module, { env: { memory } }).exports.serve(queue, thread);
`;

interface WorkerThreads {
  readonly Worker: new (
    source: string,
    options: { eval: true; workerData: KernelThreadData; execArgv: []; env: object },
  ) => { unref(): void; on(event: 'error', listener: () => void): void };
}

// Asked for by name at run time: a definition's bundle runs where Node is not.
declare const process: { getBuiltinModule?(name: string): unknown } | undefined;

/** How threads are started here; undefined where there are none, as in the sandbox of definitions. */
export function findThreadStarter(): StartKernelThread | undefined {
  if (typeof process === 'undefined') return undefined;
  const found = process.getBuiltinModule?.('node:worker_threads');
  if (!hasWorkers(found)) return undefined;
  return (data) => {
    const worker = new found.Worker(KERNEL_THREAD_SOURCE, { eval: true, workerData: data, execArgv: [], env: {} });
    // A thread that cannot start takes no tasks: the others do them all.
    worker.on('error', () => {});
    worker.unref();
  };
}

function hasWorkers(value: unknown): value is WorkerThreads {
  return typeof value === 'object' && value !== null && 'Worker' in value && typeof value.Worker === 'function';
}
