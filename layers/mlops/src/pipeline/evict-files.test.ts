import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evictFiles } from './evict-files.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'evict-'));
  for (const [name, usedSeconds] of [
    ['oldest', 100],
    ['newest', 300],
    ['middle', 200],
  ] as const) {
    await writeFile(join(directory, name), Buffer.alloc(10));
    await utimes(join(directory, name), usedSeconds, usedSeconds);
  }
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('evictFiles', () => {
  it.each([
    [30, 1_000, ['middle', 'newest', 'oldest']],
    [29, 1_000, ['middle', 'newest']],
    [10, 1_000, ['newest']],
    [0, 1_000, []],
    [0, 200, ['middle', 'newest']],
  ])(
    'leaves at most %i bytes, the least recently used go first, of those unused since %i s',
    async (limitBytes, usedSinceSeconds, left) => {
      await evictFiles(directory, { limitBytes, usedSinceMs: usedSinceSeconds * 1_000 });

      expect((await readdir(directory)).toSorted()).toEqual(left);
    },
  );
});
