import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeWithPython } from './describe-with-python.ts';
import { openPython } from './python.ts';

describeWithPython('openPython', (python) => {
  it('runs a script with arguments and input, and gives what it prints', () => {
    expect(python.run('test/conformance/support/echo.py', ['a', 'b'], 'in')).toBe('["a", "b"] in\n');
  });

  it('fails when the script fails, with what it said', () => {
    expect(() => python.run('test/conformance/support/echo.py', ['fail'])).toThrow(/refused on purpose/);
  });
});

describe('openPython without its packages', () => {
  it('says why it is skipped', () => {
    const directory = mkdtempSync(join(tmpdir(), 'optaic-python-'));
    try {
      const requirements = join(directory, 'requirements.txt');
      writeFileSync(requirements, `${join(directory, 'absent-1.0-py3-none-any.whl')}\n`);

      expect(openPython(requirements)).toEqual({ skipped: expect.stringMatching(/./) });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  });
});
