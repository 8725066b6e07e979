import { decodeBase64 } from './decode-base64.ts';
import { KERNEL_BASE64 } from './kernel-bytes.generated.ts';

/** A shared memory that grows; views made before it grew stay valid. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  grow(pages: number): number;
}

/** A compiled module: threads instantiate the same one. */
export type CompiledModule = object;

/** What the kernel exports; pointers are unsigned and come back signed. */
export interface KernelExports {
  heapBase(): number;
  sketchBytes(rows: number, maxBin: number): number;
  runBatch(queue: number, count: number, threads: number): void;
  close(queue: number): void;
  addForestToBlock(trees: number, count: number, values: number, rows: number): void;
  readonly SCRATCH_BYTES: { readonly value: number };
  readonly MOST_POSITIONS: { readonly value: number };
  readonly BINNING_BYTES: { readonly value: number };
}

interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledModule;
  readonly Memory: new (limits: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Instance: new (
    module: CompiledModule,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: KernelExports };
}

// The language's own library has no types for it, and the browser's declares everything else too.
declare const WebAssembly: WebAssemblyApi | undefined;

let compiled: CompiledModule | undefined;

/** The kernel, compiled once; undefined where WebAssembly, its vectors or shared memory are missing. */
export function findKernelModule(): { api: WebAssemblyApi; module: CompiledModule } | undefined {
  if (typeof WebAssembly === 'undefined' || typeof SharedArrayBuffer === 'undefined') return undefined;
  try {
    compiled ??= new WebAssembly.Module(decodeBase64(KERNEL_BASE64));
  } catch {
    // No vectors or no threads in this WebAssembly: the TypeScript kernel gives the same bits.
    return undefined;
  }
  return { api: WebAssembly, module: compiled };
}
