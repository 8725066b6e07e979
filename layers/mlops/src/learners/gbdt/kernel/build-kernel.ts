import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What is used of the compiler. Its own types declare globals, a console among them, over those of Node. */
interface Asc {
  main(
    args: readonly string[],
    files: {
      readFile(name: string): string | null;
      writeFile(name: string, contents: string | Uint8Array): void;
      listFiles(): readonly string[];
    },
  ): Promise<{ readonly error: Error | null; readonly stderr: { toString(): string } }>;
}

/** No literal, so that the compiler of types does not follow it. */
const COMPILER: string = 'assemblyscript/asc';
const SOURCES = new URL('./assembly/', import.meta.url);
const GENERATED = new URL('./kernel-bytes.generated.ts', import.meta.url);
/** The module has no memory of its own: threads share one, and may be given less than this most. */
const FLAGS = [
  ...['--enable', 'simd,threads', '--importMemory', '--sharedMemory', '--noExportMemory'],
  ...['--initialMemory', '1', '--maximumMemory', '65536', '-O3', '--noAssert', '--runtime', 'stub'],
];
const LINE = 116;

/** Compiles the AssemblyScript sources to WebAssembly. They end in .as, since they are no TypeScript. */
export async function compileKernel(): Promise<Uint8Array> {
  const { default: asc }: { default: Asc } = await import(COMPILER);
  const files = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(['index.ts', '--outFile', 'kernel.wasm', ...FLAGS], {
    readFile(name) {
      const file = new URL(name.replace(/\.ts$/, '.as'), SOURCES);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    writeFile: (name, contents) => {
      files.set(name, contents);
    },
    listFiles: () => [],
  });
  const compiled = files.get('kernel.wasm');
  if (error !== null || !(compiled instanceof Uint8Array)) {
    throw new Error(`the kernel does not compile: ${stderr.toString()}`, { cause: error });
  }
  return compiled;
}

/** The text of the module that carries the kernel in a bundle. */
export function kernelModule(bytes: Uint8Array): string {
  const text = Buffer.from(bytes).toString('base64');
  const lines = text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '// Written by `npm run build:kernel` from assembly/*.as; a test compiles them again and compares.',
    `export const KERNEL_BASE64 = \`\n${lines.join('\n')}\n\`;`,
    '',
  ].join('\n');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const bytes = await compileKernel();
  writeFileSync(GENERATED, kernelModule(bytes));
  console.log(`${fileURLToPath(GENERATED)}: ${bytes.length} bytes of WebAssembly`);
}
