import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';

export const NATIVE_LAYERS = ['duckdb', 'onnxruntime'] as const;
export type NativeLayerName = (typeof NATIVE_LAYERS)[number];

/** Architectures by Lambda's name. */
export type LambdaArchitecture = 'x86_64' | 'arm64';
/** The same by Node's name, which packages carry. */
export const NODE_ARCHITECTURE = { x86_64: 'x64', arm64: 'arm64' } as const;

const LayerSchema = z.strictObject({
  /** The package that bundles leave to the layer, found there through NODE_PATH. */
  requires: z.string(),
  packages: z.array(
    z.strictObject({
      /** `{arch}` stands for Node's name of the architecture, here and in paths. */
      name: z.string(),
      /** What of it runs on Lambda; its package.json and licence come along. */
      paths: z.array(z.string()),
    }),
  ),
});
type Layer = z.infer<typeof LayerSchema>;

function readLayer(name: NativeLayerName): Layer {
  const file = resolve(import.meta.dirname, '..', 'layers', name, 'layer.json');
  return LayerSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The package a function requires when it has the layer. */
export function nativePackageOf(layer: NativeLayerName): string {
  return readLayer(layer).requires;
}

/**
 * Copies a native layer out of installed packages: `<target>/nodejs/node_modules/…`, one platform, no typings or maps.
 *
 * @param nodeModules - Folders to look in, the first that has a file wins.
 * @returns What none of them has for this architecture, empty when the layer is whole.
 */
export function copyNativeLayer(
  name: NativeLayerName,
  architecture: LambdaArchitecture,
  nodeModules: readonly string[],
  target: string,
): readonly string[] {
  rmSync(target, { recursive: true, force: true });
  const missing: string[] = [];
  const forArchitecture = (text: string): string => text.replace('{arch}', NODE_ARCHITECTURE[architecture]);
  for (const { name: pattern, paths } of readLayer(name).packages) {
    const packageName = forArchitecture(pattern);
    const source = nodeModules.map((folder) => join(folder, packageName)).find((folder) => existsSync(folder));
    if (source === undefined) {
      missing.push(packageName);
      continue;
    }
    const licences = readdirSync(source).filter((file) => /^licen[cs]e/i.test(file));
    for (const path of ['package.json', ...licences, ...paths.map(forArchitecture)]) {
      if (existsSync(join(source, path))) {
        copyRuntimeFiles(join(source, path), join(target, 'nodejs', 'node_modules', packageName, path));
      } else missing.push(`${packageName}/${path}`);
    }
  }
  return missing;
}

function copyRuntimeFiles(source: string, destination: string): void {
  mkdirSync(dirname(destination), { recursive: true });
  cpSync(source, destination, {
    recursive: true,
    preserveTimestamps: true,
    filter: (file) => !/\.(map|d\.ts|d\.[cm]ts)$/.test(basename(file)),
  });
}
