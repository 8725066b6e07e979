import './node-version.mjs';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { NODE_ARCHITECTURE } from './native-layers.ts';

/**
 * `npm run layers:build -- arm64`: installs the packages of the native layers for another architecture than this machine's,
 * beside the build, from the same lockfile. The only step that needs the network besides `npm ci`.
 */

const ROOT = resolve(import.meta.dirname, '..');
const architecture = process.argv[2] ?? 'x86_64';
if (architecture !== 'x86_64' && architecture !== 'arm64') {
  console.error(`${architecture} is no architecture of Lambda; use x86_64 or arm64`);
  process.exit(1);
}

const target = join(ROOT, 'build', 'native', architecture);
rmSync(target, { recursive: true, force: true });
// npm checks the lockfile against the workspaces, so their manifests come along.
for (const file of ['package.json', 'package-lock.json', '.npmrc', 'layers/mlops/package.json', 'cli/package.json']) {
  mkdirSync(join(target, file, '..'), { recursive: true });
  cpSync(join(ROOT, file), join(target, file));
}
const platform = ['--os=linux', `--cpu=${NODE_ARCHITECTURE[architecture]}`, '--libc=glibc'];
execFileSync('npm', ['ci', '--omit=dev', '--ignore-scripts', ...platform], { cwd: target, stdio: 'inherit' });
console.log(`now deploy with: npx cdk deploy --all -c arch=${architecture}`);
