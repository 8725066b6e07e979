import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/** What only the files beside it use. */
const INTERNAL = ['./require-finite.ts', './shared-entities.ts'];

describe('the entry of metrics', () => {
  it('exports every file of the module', () => {
    const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .map((file) => `./${file.replaceAll('\\', '/')}`)
      .filter((file) => file.endsWith('.ts') && !/\.(test|testing)\.ts$/.test(file) && file !== './index.ts')
      .filter((file) => !INTERNAL.includes(file));
    const entry = readFileSync(`${import.meta.dirname}/index.ts`, 'utf8');

    expect([...entry.matchAll(/from '(.*)'/g)].map(([, file]) => file).toSorted()).toEqual(files.toSorted());
  });
});
