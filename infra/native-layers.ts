import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export type NativeLayerName = 'duckdb' | 'onnxruntime';
export const NATIVE_LAYERS: readonly NativeLayerName[] = ['duckdb', 'onnxruntime'];

/** Architectures by Lambda's name; Node's own names for them are in `NODE_ARCHITECTURE`. */
export type LambdaArchitecture = 'x86_64' | 'arm64';
const NODE_ARCHITECTURE = { x86_64: 'x64', arm64: 'arm64' } as const;

/** The packages that bundles leave to a layer, found there through NODE_PATH. */
export const NATIVE_PACKAGES: Readonly<Record<NativeLayerName, string>> = {
  duckdb: '@duckdb/node-api',
  onnxruntime: 'onnxruntime-node',
};

interface PackageCopy {
  readonly name: string;
  /** What of it runs on Lambda, as folders or files of the package; its package.json and licence come along. */
  readonly paths: readonly string[];
}

function packagesOf(layer: NativeLayerName, architecture: LambdaArchitecture): readonly PackageCopy[] {
  const arch = NODE_ARCHITECTURE[architecture];
  if (layer === 'duckdb') {
    return [
      { name: '@duckdb/node-api', paths: ['lib'] },
      { name: '@duckdb/node-bindings', paths: ['duckdb.js'] },
      { name: `@duckdb/node-bindings-linux-${arch}`, paths: ['duckdb.node', 'libduckdb.so'] },
      { name: 'detect-libc', paths: ['lib'] },
    ];
  }
  return [
    { name: 'onnxruntime-node', paths: ['dist', `bin/napi-v6/linux/${arch}`] },
    { name: 'onnxruntime-common', paths: ['dist/cjs'] },
  ];
}

/**
 * Copies a native layer out of installed packages: `<target>/nodejs/node_modules/…`, one platform, no typings or maps.
 *
 * @returns What is missing from `nodeModules` for this architecture, empty when the layer is whole.
 */
export function copyNativeLayer(
  layer: NativeLayerName,
  architecture: LambdaArchitecture,
  nodeModules: string,
  target: string,
): readonly string[] {
  rmSync(target, { recursive: true, force: true });
  const missing: string[] = [];
  for (const { name, paths } of packagesOf(layer, architecture)) {
    const source = join(nodeModules, name);
    const destination = join(target, 'nodejs', 'node_modules', name);
    mkdirSync(destination, { recursive: true });
    const licences = existsSync(source) ? readdirSync(source).filter((file) => /^licen[cs]e/i.test(file)) : [];
    for (const path of ['package.json', ...licences, ...paths]) {
      if (!existsSync(join(source, path))) {
        missing.push(`${name}/${path}`);
        continue;
      }
      mkdirSync(dirname(join(destination, path)), { recursive: true });
      cpSync(join(source, path), join(destination, path), {
        recursive: true,
        preserveTimestamps: true,
        filter: (file) => !/\.(map|d\.ts|d\.[cm]ts)$/.test(basename(file)),
      });
    }
  }
  return missing;
}
