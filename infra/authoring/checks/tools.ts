import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Problems shown of a tool; it has the rest. */
const SHOWN = 20;

function run(root: string, tool: string, args: readonly string[]): { status: number | null; output: string } {
  const { status, stdout, stderr, error } = spawnSync(join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { status, output: `${stdout}${stderr}` };
}

/** Type errors in a folder, by the repository's own settings. */
export function checkTypes(root: string, folder: string): string[] {
  const path = relative(root, folder);
  const settings = join(root, 'build', `tsconfig.check-${process.pid}.json`);
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(settings, JSON.stringify({ extends: '../tsconfig.json', include: [`../${path}/**/*`] }));
  try {
    const { output } = run(root, 'tsc', ['--noEmit', '--pretty', 'false', '-p', settings]);
    return output
      .split('\n')
      .filter((line) => line.replaceAll('\\', '/').startsWith(`${path}/`))
      .map((line) => line.slice(path.length + 1))
      .slice(0, SHOWN);
  } finally {
    rmSync(settings, { force: true });
  }
}

/** What the linter and the formatter find in a folder. */
export function checkLint(root: string, folder: string): string[] {
  const path = relative(root, folder);
  const { status, output } = run(root, 'biome', [
    'check',
    '--error-on-warnings',
    '--vcs-enabled=false',
    '--colors=off',
    '--reporter=github',
    path,
  ]);
  if (status === 0) return [];
  const problems = [...output.matchAll(/^::\w+ title=([^,]*),file=([^,]*),line=(\d+).*?::(.*)$/gm)].map(
    ([, rule, file, line, message]) => `${relative(path, file)}:${line} ${message} (${rule})`,
  );
  return problems.length > 0 ? problems.slice(0, SHOWN) : [output.trim().slice(0, 1_000)];
}

/** The folder's own Vitest files. */
export function checkVitest(root: string, folder: string): string[] {
  const { status, output } = run(root, 'vitest', ['run', '--root', folder, '--reporter=dot', '--passWithNoTests']);
  if (status === 0) return [];
  const failed = [...output.matchAll(/FAIL\s+(.*)$/gm)].map(([, what]) => what);
  return failed.length > 0 ? [...new Set(failed)].slice(0, SHOWN) : [output.trim().slice(-1_000)];
}
