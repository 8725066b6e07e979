import { describe, it } from 'vitest';
import { openPython, type Python } from './python.ts';

/**
 * A suite that compares with the field's own tools in Python. Where they cannot be had its one test is skipped, never
 * passed, and says why.
 */
export function describeWithPython(name: string, tests: (python: Python) => void): void {
  const python = openPython();
  if ('skipped' in python) {
    console.log(`skipped: ${name}: ${python.skipped}`);
    describe(name, () => it.skip(`skipped: ${python.skipped}`, () => {}));
    return;
  }
  describe(name, () => tests(python));
}
