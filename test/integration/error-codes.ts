import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = ['cli', 'functions', 'infra/local', 'layers/mlops/src'];
const THROWN = /new (\w+Error)\(\s*'([a-z_]+\.[a-z0-9_]+)',\s*(?:`([^`]*)`|'([^']*)')?/g;

export interface ThrownCode {
  readonly code: string;
  readonly errorName: string;
  /** As the source words it, values in braces; empty when it is put together elsewhere. */
  readonly message: string;
}

/** Every stable code that the sources throw by name, sorted; the first wording of each. */
export function thrownCodes(root: string): ThrownCode[] {
  const found = new Map<string, ThrownCode>();
  for (const source of SOURCES) {
    for (const file of readdirSync(join(root, source), { recursive: true, encoding: 'utf8' }).toSorted()) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file.includes('node_modules')) continue;
      for (const [, errorName = '', code = '', template, text] of readFileSync(
        join(root, source, file),
        'utf8',
      ).matchAll(THROWN)) {
        if (!found.has(code)) found.set(code, { code, errorName, message: template ?? text ?? '' });
      }
    }
  }
  return [...found.values()].toSorted((a, b) => a.code.localeCompare(b.code));
}
