import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const CHECK = resolve(import.meta.dirname, '../../infra/node-version.mjs');

function runOn(version: string) {
  const pretend = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '${version}' } })`;
  return spawnSync(process.execPath, ['--import', pretend, CHECK], { encoding: 'utf8' });
}

describe('node-version', () => {
  it('refuses a major below 24 with one line that says what to do', () => {
    const { status, stderr } = runOn('20.19.5');

    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([
      'Node 20.19.5 is too old: this project needs Node 24 or later; run it through npm or npx after "npm ci", or install Node 24',
    ]);
  });

  it('says nothing on 24 and later', () => {
    expect(runOn('24.0.0')).toMatchObject({ status: 0, stderr: '' });
    expect(runOn('25.1.0')).toMatchObject({ status: 0, stderr: '' });
  });
});
