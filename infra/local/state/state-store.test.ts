import { spawnSync } from 'node:child_process';
import { mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StateStore, stateFailure } from './state-store.ts';

const newPath = (): string => join(mkdtempSync(join(tmpdir(), 'state-')), '.local');
const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
  return undefined;
};

describe('StateStore', () => {
  it('keeps values in the order of their first writing, over a restart', () => {
    const path = newPath();
    const first = new StateStore(path);
    const table = first.table<{ n: number }>('items');
    for (const key of ['b', 'a', 'c']) table.set(key, { n: 1 });
    table.set('b', { n: 2 });
    table.delete('a');
    first.close();

    const second = new StateStore(path);

    expect(second.table('items').entries()).toEqual([
      ['b', { n: 2 }],
      ['c', { n: 1 }],
    ]);
    expect(second.table('items').find('a')).toBeUndefined();
    second.close();
  });

  it('is for its owner alone', () => {
    const path = newPath();
    new StateStore(path).close();

    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(statSync(join(path, 'runtime.sqlite')).mode & 0o777).toBe(0o600);
  });

  it('keeps a second runtime out for as long as the first one lives', () => {
    const path = newPath();
    const first = new StateStore(path);

    expect(codeOf(() => new StateStore(path))).toBe('runtime.already_running');
    first.close();
    expect(codeOf(() => new StateStore(path).close())).toBeUndefined();
  });

  it('leaves no lock and no torn write behind when its process is killed', () => {
    const path = newPath();
    const script = `
      import { StateStore } from ${JSON.stringify(join(import.meta.dirname, 'state-store.ts'))};
      const table = new StateStore(${JSON.stringify(path)}).table('items');
      for (let n = 0; n < 100; n += 1) table.set(String(n), { n });
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script]);

    const store = new StateStore(path);

    expect(signal).toBe('SIGKILL');
    expect(store.table('items').entries()).toHaveLength(100);
    store.close();
  });

  it('says that a path cannot be written, and why it is full', () => {
    const path = newPath();
    const file = `${path}-file`;
    writeFileSync(file, '');
    const full = stateFailure('.local', Object.assign(new Error('database or disk is full'), { errcode: 13 }));
    const readOnly = stateFailure('.local', Object.assign(new Error('attempt to write'), { errcode: 8 }));

    expect(codeOf(() => new StateStore(join(file, 'inside')))).toBe('runtime.state_not_writable');
    expect(full).toMatchObject({
      code: 'runtime.state_full',
      message: 'the disk under .local is full; free some space and start again',
    });
    expect(readOnly).toMatchObject({ code: 'runtime.state_not_writable' });
  });
});
