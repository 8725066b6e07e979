import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { InvalidInputError } from '@optaic/mlops/base';
import { CATEGORIES, scaffoldDefinition } from './scaffold-definition.ts';

/** `npm run def:new -- NAME --category C`: writes a working definition. */

const ROOT = resolve(import.meta.dirname, '../..');
const USAGE = `usage: npm run def:new -- NAME --category ${Object.keys(CATEGORIES).join('|')}`;

function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { category: { type: 'string' } },
  });
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0 || typeof values.category !== 'string') {
    console.error(USAGE);
    return 2;
  }
  try {
    const directory = join(ROOT, 'model-defs');
    const paths = scaffoldDefinition({ name, category: values.category, directory });
    for (const path of paths) console.log(`model-defs/${path}`);
    console.log(`\n${paths.length} files; next: npm run def:check ${name}, then docs/definitions.md`);
    return 0;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    console.error(`${error.message} [${error.code}]`);
    return 1;
  }
}

process.exitCode = main();
