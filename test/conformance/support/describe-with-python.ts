import { describe, it } from 'vitest';
import { openPython, type Python } from './python.ts';

/**
 * A suite that compares with the field's own tools in Python. Where they cannot be had its one test is skipped, never
 * passed, and says why.
 *
 * @param requirements - Path of what the suite needs; the suites' common packages where it is absent.
 */
export function describeWithPython(name: string, tests: (python: Python) => void, requirements?: string): void {
  const python = openPython(requirements);
  if ('skipped' in python) {
    console.log(`skipped: ${name}: ${python.skipped}`);
    describe(name, () => it.skip(`skipped: ${python.skipped}`, () => {}));
    return;
  }
  describe(name, () => tests(python));
}
