import './node-version.mjs';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, build as esbuild } from 'esbuild';
import { FUNCTIONS, functionArnPlaceholder, PIPELINE_STAGES, type PipelineName } from './functions.ts';
import { copyNativeLayer, type LambdaArchitecture, NATIVE_LAYERS, nativePackageOf } from './native-layers.ts';

const ROOT = resolve(import.meta.dirname, '..');

export interface BuildRequest {
  /** @default `build` in the repository. */
  readonly outputDirectory?: string;
  /** @default x86_64: what is tested here is what ships. */
  readonly architecture?: LambdaArchitecture;
  readonly allowMissing?: boolean;
}

export interface DefinitionBundle {
  readonly name: string;
  /** Of the bundle: the digest that instances pin. */
  readonly sha256: string;
}

export interface SiteBundle {
  /** Paths below `infra/site`. */
  readonly files: readonly string[];
  /** Of all names and contents. */
  readonly sha256: string;
}

/** What the stacks take from disk. */
export interface BuildOutput {
  readonly directory: string;
  readonly architecture: LambdaArchitecture;
  readonly definitions: readonly DefinitionBundle[];
  readonly site: SiteBundle;
  /** Files of native packages that this machine has not installed; a layer without them must not be deployed. */
  readonly missingNativeFiles: readonly string[];
  readonly stateMachines: Readonly<Record<PipelineName, string>>;
  /** The native packages that each function's bundle requires. */
  readonly nativeImports: Readonly<Record<string, readonly string[]>>;
}

/** Bundles functions and definitions, and lays out the native layers. Needs no network. */
export async function buildAssets(request: BuildRequest = {}): Promise<BuildOutput> {
  const { outputDirectory = join(ROOT, 'build'), architecture = 'x86_64', allowMissing = false } = request;
  for (const part of ['functions', 'model-defs']) rmSync(join(outputDirectory, part), { recursive: true, force: true });
  const [nativeImports, definitions] = await Promise.all([
    bundleFunctions(outputDirectory, allowMissing),
    bundleDefinitions(outputDirectory),
  ]);
  cpSync(join(outputDirectory, 'model-defs'), join(outputDirectory, 'functions/definition-register/definitions'), {
    recursive: true,
  });
  // Of another architecture by `npm run layers:build`, of this one by `npm ci`.
  const nodeModules = [join(ROOT, 'build/native', architecture, 'node_modules'), join(ROOT, 'node_modules')];
  const missingNativeFiles = NATIVE_LAYERS.flatMap((layer) =>
    copyNativeLayer(layer, architecture, nodeModules, join(outputDirectory, 'layers', layer)),
  );
  return {
    directory: outputDirectory,
    architecture,
    definitions,
    site: bundleSite(outputDirectory),
    missingNativeFiles,
    nativeImports,
    stateMachines: stateMachineFiles(outputDirectory, allowMissing),
  };
}

const BUNDLE: BuildOptions = {
  absWorkingDir: ROOT,
  bundle: true,
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'silent',
  // ES module entries shake; the AWS SDK's CommonJS does not.
  mainFields: ['module', 'main'],
  write: true,
};

async function bundleFunctions(
  outputDirectory: string,
  allowMissing: boolean,
): Promise<Readonly<Record<string, readonly string[]>>> {
  const natives = new Set(NATIVE_LAYERS.map(nativePackageOf));
  const names = functionNames(outputDirectory, allowMissing);
  const { metafile } = await esbuild({
    ...BUNDLE,
    entryPoints: names.map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
    outdir: join(outputDirectory, 'functions'),
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    minify: true,
    // Machines match on error names, and a minified class has another.
    keepNames: true,
    external: [...natives],
    // `import()` does not look in NODE_PATH, where layers are; `require` does.
    supported: { 'dynamic-import': false },
    metafile: true,
  });
  return Object.fromEntries(
    Object.values(metafile?.outputs ?? {}).flatMap(({ entryPoint, imports }) => {
      const name = entryPoint?.split('/')[1];
      if (name === undefined) return [];
      const used = new Set(imports.map(({ path }) => path).filter((path) => natives.has(path)));
      return [[name, [...used].sort()] as const];
    }),
  );
}

/** The folders of `functions/`, which must be exactly the rows of `infra/functions.ts`. */
function functionNames(outputDirectory: string, allowMissing: boolean): readonly string[] {
  const present = directoriesIn('functions').filter((name) => existsSync(join(ROOT, 'functions', name, 'handler.ts')));
  const unknown = present.filter((name) => !Object.hasOwn(FUNCTIONS, name));
  if (unknown.length > 0) {
    throw new Error(
      `functions/${unknown.join(', functions/')} have no row in infra/functions.ts; add one or remove them`,
    );
  }
  const missing = Object.keys(FUNCTIONS).filter((name) => !present.includes(name));
  if (missing.length > 0 && !allowMissing) {
    throw new Error(`functions/${missing[0]}/handler.ts does not exist, but infra/functions.ts names it`);
  }
  for (const name of missing) stubFunction(outputDirectory, name);
  return present;
}

function stubFunction(outputDirectory: string, name: string): void {
  mkdirSync(join(outputDirectory, 'functions', name), { recursive: true });
  writeFileSync(
    join(outputDirectory, 'functions', name, 'index.js'),
    `exports.handler = async () => { throw new Error(${JSON.stringify(`${name} is not written yet`)}); };\n`,
  );
}

function stateMachineFiles(outputDirectory: string, allowMissing: boolean): Record<PipelineName, string> {
  const file = (name: PipelineName): string => {
    const path = join(ROOT, 'state-machines', `${name}.asl.json`);
    if (existsSync(path)) return path;
    if (!allowMissing) throw new Error(`state-machines/${name}.asl.json does not exist`);
    const stub = join(outputDirectory, `${name}.asl.json`);
    const placeholders = PIPELINE_STAGES[name].map((stage) => `\${${functionArnPlaceholder(stage)}}`).join(' ');
    writeFileSync(
      stub,
      JSON.stringify({ Comment: placeholders, StartAt: 'Nothing yet', States: { 'Nothing yet': { Type: 'Succeed' } } }),
    );
    return stub;
  };
  return {
    ingest: file('ingest'),
    training: file('training'),
    inference: file('inference'),
    monitoring: file('monitoring'),
  };
}

async function bundleDefinitions(outputDirectory: string): Promise<readonly DefinitionBundle[]> {
  const names = directoriesIn('model-defs').filter((name) => existsSync(join(ROOT, 'model-defs', name, 'index.ts')));
  mkdirSync(join(outputDirectory, 'model-defs'), { recursive: true });
  await esbuild({
    ...BUNDLE,
    entryPoints: names.map((name) => ({ in: `model-defs/${name}/index.ts`, out: name })),
    outdir: join(outputDirectory, 'model-defs'),
    // Neutral: a definition that imports anything of Node does not bundle. Not minified: approvers read what runs.
    platform: 'neutral',
    target: 'es2024',
    format: 'iife',
    globalName: '__definition',
  });
  return names.map((name) => ({
    name,
    sha256: createHash('sha256')
      .update(readFileSync(join(outputDirectory, 'model-defs', `${name}.js`)))
      .digest('hex'),
  }));
}

function bundleSite(outputDirectory: string): SiteBundle {
  const source = join(ROOT, 'infra/site');
  cpSync(source, join(outputDirectory, 'functions/site-publish/site'), { recursive: true });
  const files = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(source, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(source, file)));
  return { files, sha256: hash.digest('hex') };
}

function directoriesIn(folder: string): readonly string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

if (import.meta.main) {
  const { definitions, directory } = await buildAssets();
  console.log(`${Object.keys(FUNCTIONS).length} functions and ${definitions.length} definitions in ${directory}`);
}
