import './node-version.mjs';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { type BuildOptions, build as esbuild } from 'esbuild';
import { DEFINITION_BUNDLE } from './definition-bundle.ts';
import { FUNCTIONS } from './functions.ts';
import { copyNativeLayer, type LambdaArchitecture, NATIVE_LAYERS, nativePackageOf } from './native-layers.ts';

const ROOT = resolve(import.meta.dirname, '..');

export interface BuildRequest {
  /** @default `build` in the repository. */
  readonly outputDirectory?: string;
  /** @default x86_64: what is tested here is what ships. */
  readonly architecture?: LambdaArchitecture;
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
  /** The native packages that each function's bundle requires. */
  readonly nativeImports: Readonly<Record<string, readonly string[]>>;
}

/** Bundles functions and definitions, and lays out the native layers. Needs no network. */
export async function buildAssets(request: BuildRequest = {}): Promise<BuildOutput> {
  const { outputDirectory = join(ROOT, 'build'), architecture = 'x86_64' } = request;
  for (const part of ['functions', 'model-defs']) rmSync(join(outputDirectory, part), { recursive: true, force: true });
  const nativeImports = await bundleFunctions(outputDirectory);
  const definitions = await bundleDefinitions(outputDirectory);
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
  };
}

/** All at once take 1.3 GiB, a third of them 0.8 GiB and hardly longer: `npm start` is to fit a small machine. */
const BUNDLED_TOGETHER = 13;

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

async function bundleFunctions(outputDirectory: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const natives = NATIVE_LAYERS.map(nativePackageOf);
  const names = functionNames();
  for (let start = 0; start < names.length; start += BUNDLED_TOGETHER) {
    await esbuild({
      ...BUNDLE,
      entryPoints: names
        .slice(start, start + BUNDLED_TOGETHER)
        .map((name) => ({ in: `functions/${name}/handler.ts`, out: `${name}/index` })),
      outdir: join(outputDirectory, 'functions'),
      platform: 'node',
      target: 'node24',
      format: 'cjs',
      minify: true,
      // Machines match on error names, and a minified class has another.
      keepNames: true,
      external: natives,
      // `import()` does not look in NODE_PATH, where layers are; `require` does.
      supported: { 'dynamic-import': false },
    });
  }
  return Object.fromEntries(
    names.map((name) => {
      const bundle = readFileSync(join(outputDirectory, 'functions', name, 'index.js'), 'utf8');
      // By the call and not by esbuild's list of imports, which does not know a `createRequire`.
      return [name, natives.filter((native) => bundle.includes(`("${native}")`)).sort()];
    }),
  );
}

/** The folders of `functions/`, which must be exactly the rows of `infra/functions.ts`. */
function functionNames(): readonly string[] {
  const present = directoriesIn('functions');
  const unknown = present.find((name) => !Object.hasOwn(FUNCTIONS, name));
  if (unknown !== undefined) {
    throw new Error(`functions/${unknown} has no row in infra/functions.ts; add one or remove the folder`);
  }
  for (const name of Object.keys(FUNCTIONS)) {
    if (!existsSync(join(ROOT, 'functions', name, 'handler.ts'))) {
      throw new Error(`functions/${name}/handler.ts does not exist, but infra/functions.ts has a row for it`);
    }
  }
  return present;
}

async function bundleDefinitions(outputDirectory: string): Promise<readonly DefinitionBundle[]> {
  const names = directoriesIn('model-defs').filter((name) => existsSync(join(ROOT, 'model-defs', name, 'index.ts')));
  mkdirSync(join(outputDirectory, 'model-defs'), { recursive: true });
  await esbuild({
    ...BUNDLE,
    entryPoints: names.map((name) => ({ in: `model-defs/${name}/index.ts`, out: name })),
    outdir: join(outputDirectory, 'model-defs'),
    ...DEFINITION_BUNDLE,
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
