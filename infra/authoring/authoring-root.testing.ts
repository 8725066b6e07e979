import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const REPOSITORY = resolve(import.meta.dirname, '../..');

/** A repository with nothing in it but what authoring needs, away from this one. */
export function openAuthoringRoot(): Disposable & { readonly root: string; readonly definitions: string } {
  const root = mkdtempSync(join(tmpdir(), 'authoring-'));
  const definitions = join(root, 'model-defs');
  mkdirSync(definitions);
  symlinkSync(join(REPOSITORY, 'node_modules'), join(root, 'node_modules'), 'dir');
  for (const file of ['biome.json', 'tsconfig.json']) copyFileSync(join(REPOSITORY, file), join(root, file));
  writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module' }));
  return { root, definitions, [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true }) };
}
