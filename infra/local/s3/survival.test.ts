import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAndKill } from '../killed-writer.ts';
import { isWhole, openSurvivor } from './survival.fixture.ts';

const fixture = join(import.meta.dirname, 'survival.fixture.ts');

describe('createS3 after a kill', () => {
  let stateDir: string;
  beforeEach(() => {
    stateDir = mkdtempSync(join(tmpdir(), 's3-'));
  });
  afterEach(() => rmSync(stateDir, { recursive: true }));

  it('has every answered object whole, never a torn one, and no file that nothing names', async () => {
    const written: string[] = [];
    for (const [round, lines] of [1, 7, 30].entries()) {
      written.push(...(await runAndKill(fixture, [stateDir, `round${round}-`], lines)));
    }

    const service = await openSurvivor(stateDir);
    const request = (path: string, query = '') =>
      service.handle({ method: 'GET', path, query: new URLSearchParams(query), headers: {}, body: Buffer.alloc(0) });
    const listing = String((await request('/data', 'list-type=2')).body);
    const keys = [...listing.matchAll(/<Key>(.*?)<\/Key>/g)].map(([, key = '']) => key);
    const torn: string[] = [];
    for (const key of keys) {
      const { body } = await request(`/data/${key}`);
      if (!(body instanceof Readable) || !isWhole(await buffer(body))) torn.push(key);
    }
    await service.close();

    expect(written.length).toBeGreaterThanOrEqual(38);
    expect(written.filter((key) => !keys.includes(key))).toEqual([]);
    expect(torn).toEqual([]);
    expect(readdirSync(join(stateDir, 's3', 'blobs'))).toHaveLength(keys.length);
  });
});
