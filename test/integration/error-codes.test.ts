import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { namedCodes, thrownCodes } from './error-codes.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('docs/errors.md', () => {
  it('lists exactly the codes that the sources name', () => {
    const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
    const listed = [...page.matchAll(/^\| `([a-z_]+\.[a-z0-9_]+)` \|/gm)].map(([, code]) => code);

    expect(listed.toSorted()).toEqual([...thrownCodes(ROOT).map(({ code }) => code), ...namedCodes(ROOT)].toSorted());
  });
});
