import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const page = readFileSync(join(import.meta.dirname, '../../../../docs/data-model.md'), 'utf8');
const entities = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.dynamodb.ts') && file !== 'ledger.dynamodb.ts')
  .map((file) => file.replace('.dynamodb.ts', ''));

/** The functions that an entity's factory returns. */
async function accessPatternsOf(entity: string): Promise<string[]> {
  const module: Record<string, unknown> = await import(`./${entity}.dynamodb.ts`);
  const factory = Object.entries(module).find(([name]) => /^create\w+Table$/.test(name))?.[1];
  if (typeof factory !== 'function') throw new Error(`${entity}.dynamodb.ts exports no create…Table`);
  return Object.keys(factory({ table: 'table' }));
}

describe('docs/data-model.md', () => {
  it.each(entities)('has one row for each access pattern of %s, and no other', async (entity) => {
    const rows = [...page.matchAll(/^\| ([a-z-]+) \| `(\w+)` \|/gm)].filter(([, name]) => name === entity);

    expect(rows.map(([, , name]) => name).sort()).toEqual((await accessPatternsOf(entity)).sort());
  });
});
