import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, transform } from 'esbuild';
import { ALLOWED_IMPORTS, IMPURE_GLOBALS } from '../impure-globals.ts';

/** What takes the place of an impure global, so that it can be found wherever the code would reach it. */
const MARK = '__impure_';
const NAMES = Object.keys(IMPURE_GLOBALS);

/**
 * What the definition's own sources reach for beyond their arguments: impure globals, and imports that are not its SDK. By
 * the scopes of the code, on every path of it, so that neither a comment nor an untested branch misleads.
 */
export async function checkPurity(folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const file of sourcesOf(folder)) {
    const source = readFileSync(join(folder, file), 'utf8');
    problems.push(...(await impureGlobals(source)).map((name) => `${file} uses ${name}, ${IMPURE_GLOBALS[name]}`));
    problems.push(
      ...(await foreignImports(source)).map(
        (path) => `${file} imports "${path}"; a definition imports @optaic/mlops/{base,learners,onnx,metrics} and zod`,
      ),
    );
  }
  return problems;
}

/** Pages may come with scripts, and tests of the repository run in Node: neither is in the bundle. */
function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('docs/'))
    .sort();
}

async function impureGlobals(source: string): Promise<string[]> {
  const { code } = await transform(source, {
    loader: 'ts',
    define: Object.fromEntries(NAMES.map((name, index) => [name, `${MARK}${index}`])),
  });
  return NAMES.filter((_, index) => new RegExp(`\\b${MARK}${index}\\b`).test(code));
}

/** Imports that are not types, and `import()` of anything. */
async function foreignImports(source: string): Promise<string[]> {
  const found: string[] = [];
  await build({
    stdin: { contents: source, loader: 'ts' },
    bundle: true,
    write: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'imports',
        setup: ({ onResolve }) => {
          onResolve({ filter: /.*/ }, ({ path, kind }) => {
            if (kind === 'entry-point') return undefined;
            const isAllowed = kind === 'import-statement' && ALLOWED_IMPORTS.some((pattern) => pattern.test(path));
            if (!isAllowed) found.push(path);
            return { path, external: true };
          });
        },
      },
    ],
  });
  return found;
}
