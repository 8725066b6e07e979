import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as splits from '@optaic/mlops/data/splits';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(join(ROOT, 'docs/data.md'), 'utf8');
const [, example = ''] = /<!-- splits -->\n```ts\n(.*?)```/s.exec(PAGE) ?? [];

describe('docs/data.md, splits', () => {
  it('shows what its example gives', () => {
    const [code = '', ...shown] = example.replace(/import .*\n/, '').split(/^(?=split\.train)/m);
    const results = shown
      .join('')
      .trim()
      .split('\n')
      .map((line) => line.split('; // '));
    const run = new Function(
      ...Object.keys(splits),
      `${code}; return [${results.map(([expression]) => expression).join(', ')}];`,
    );

    expect(results).toHaveLength(3);
    expect(run(...Object.values(splits)).map(String)).toEqual(results.map(([, value]) => value));
  });
});
