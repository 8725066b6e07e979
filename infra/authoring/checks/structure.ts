import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { COMPONENTS } from '@optaic/mlops/pipeline/definition-check';

/** Its parts on disk: a folder a component, its entry and its page. */
export function checkStructure(folder: string, name: string): string[] {
  const problems = COMPONENTS.filter((component) => !existsSync(join(folder, component))).map(
    (component) => `the folder ${component}/ is missing: every component has one`,
  );
  if (!existsSync(join(folder, 'index.ts'))) problems.push('index.ts is missing: it exports the definition as default');
  const page = join(folder, 'docs/README.md');
  if (!existsSync(page)) problems.push('docs/README.md is missing: the page that says what the definition does');
  else if (!readFileSync(page, 'utf8').startsWith(`# ${name}\n`)) {
    problems.push(`docs/README.md does not begin with "# ${name}"`);
  }
  return problems;
}
