import './node-version.mjs';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const ROOT = resolve(import.meta.dirname, '..');
const SDK = join(ROOT, 'layers/mlops');

export interface StandalonePackage {
  /** Entry of the SDK, and its folder in the sources: a README with an example stands there. */
  readonly entry: string;
  readonly description: string;
}

/** The parts of the SDK that work alone, by the end of their package's name. */
export const PACKAGES: Readonly<Record<string, StandalonePackage>> = {
  splits: {
    entry: 'data/splits',
    description: 'Walk-forward, purged k-fold and combinatorial purged cross-validation for financial panels.',
  },
  gbdt: { entry: 'learners/gbdt', description: 'Gradient-boosted trees with the semantics of XGBoost, in TypeScript.' },
  linear: {
    entry: 'learners/linear',
    description: 'Ridge, elastic net and logistic regression with scikit-learn’s parameters, in TypeScript.',
  },
  gmm: { entry: 'learners/gmm', description: 'Gaussian mixtures with scikit-learn’s parameters, in TypeScript.' },
  hmm: { entry: 'learners/hmm', description: 'Gaussian hidden Markov models whose filter is causal, in TypeScript.' },
  monitoring: {
    entry: 'monitoring',
    description: 'Drift limits calibrated on a model’s own training data, and their check.',
  },
};

export interface PackedPackage {
  readonly name: string;
  /** Path of the tarball. */
  readonly tarball: string;
  /** The files that the bundle is made from, relative to the repository. */
  readonly inputs: readonly string[];
  /** What the bundle still imports: modules of Node, or nothing. */
  readonly imports: readonly string[];
}

/**
 * Packs one of them as a package without dependencies: one ES module, its README and the licence. Needs no network.
 *
 * @throws {Error} when `npm pack` fails.
 */
export async function packPackage(name: string, outputDirectory: string): Promise<PackedPackage> {
  const { entry, description } = PACKAGES[name];
  const draft = mkdtempSync(join(tmpdir(), `pack-${name}-`));
  try {
    const { metafile } = await build({
      absWorkingDir: ROOT,
      stdin: { contents: `export * from '@optaic/mlops/${entry}';`, resolveDir: SDK },
      outfile: join(draft, 'index.js'),
      bundle: true,
      charset: 'utf8',
      format: 'esm',
      legalComments: 'none',
      mainFields: ['module', 'main'],
      metafile: true,
      platform: 'neutral',
    });
    const { version, license } = JSON.parse(readFileSync(join(SDK, 'package.json'), 'utf8'));
    const manifest = {
      name: `@optaic/mlops-${name}`,
      version,
      description,
      license,
      type: 'module',
      exports: './index.js',
    };
    writeFileSync(join(draft, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    copyFileSync(join(SDK, 'src', entry, 'README.md'), join(draft, 'README.md'));
    copyFileSync(join(ROOT, 'LICENSE'), join(draft, 'LICENSE'));
    mkdirSync(outputDirectory, { recursive: true });
    return {
      name: manifest.name,
      tarball: join(outputDirectory, packFolder(draft, outputDirectory)),
      inputs: Object.keys(metafile.inputs),
      imports: Object.values(metafile.outputs).flatMap(({ imports }) => imports.map(({ path }) => path)),
    };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The name of the tarball that `npm pack` makes of a folder. */
function packFolder(folder: string, outputDirectory: string): string {
  const args = ['pack', '--json', '--offline', '--loglevel=error', '--pack-destination', outputDirectory];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm pack of ${folder} failed: ${stderr}`);
  return Object.values<{ filename: string }>(JSON.parse(stdout))[0].filename;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  for (const name of Object.keys(PACKAGES)) {
    const { tarball } = await packPackage(name, join(ROOT, 'build/packages'));
    console.log(tarball);
  }
}
