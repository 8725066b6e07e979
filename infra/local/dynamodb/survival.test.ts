import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAndKill } from '../killed-writer.ts';
import { call, openSurvivor } from './survival.fixture.ts';

const fixture = join(import.meta.dirname, 'survival.fixture.ts');

describe('createDynamoDb after a kill', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 'dynamodb-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  it('has every answered write, no half transaction, a whole index, and delivers every record at least once', async () => {
    const written: string[] = [];
    const delivered = new Set<string>();
    for (const [round, lines] of [3, 40, 171].entries()) {
      for (const line of await runAndKill(fixture, [stateDir, `round${round}-`], lines)) {
        const [what, value = ''] = line.split(' ');
        if (what === 'written') written.push(value);
        else delivered.add(value);
      }
    }

    const service = await openSurvivor(stateDir);
    const { Items: items } = await call(service, 'Scan', { TableName: 'pairs' });
    const { Items: indexed } = await call(service, 'Scan', { TableName: 'pairs', IndexName: 'by-pair' });
    const position = service.streams.position('pairs', 'relay') ?? '';
    const all = await service.streams.read('pairs', { limit: 100_000 });
    await service.close();

    const ids = new Set<string>(items.map(({ id }: { id: { S: string } }) => id.S));
    const pairs = new Set([...ids].map((id) => id.replace(/-(left|right)$/, '')));
    expect(written.length).toBeGreaterThan(3);
    expect(written.filter((pair) => !pairs.has(pair))).toEqual([]);
    expect(ids.size).toBe(2 * pairs.size);
    expect(indexed).toHaveLength(ids.size);
    expect(new Set(all.map(({ dynamodb }) => dynamodb?.NewImage?.id?.S))).toEqual(ids);
    const numbers = all.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    expect(new Set(numbers).size).toBe(numbers.length);
    const acknowledged = numbers.filter((number) => number <= position);
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(acknowledged.filter((number) => !delivered.has(number))).toEqual([]);
  });
});
