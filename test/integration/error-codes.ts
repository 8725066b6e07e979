import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isActivityAction } from '@optaic/mlops/activity';

const SOURCES = ['cli', 'functions', 'infra/authoring', 'infra/local', 'layers/mlops/src'];
const LITERAL = /'([a-z_]+\.[a-z0-9_]+)'/g;
const TEST_SUPPORT = /\.test\.ts$|\.testing\.ts$|fixture|\/test-/;
/** Literals of the same shape that are no codes: files, columns of SQL, gates, sources of events, components of a definition. */
const OTHER =
  /\.(bin|cjs|com|csv|json|mlops|ndjson|onnx|out|parquet|sqlite|ts|wasm)$|^(aws|com)\.|^[a-z]\.|^(resource|run)\.(create|update|submit|publish)$|^model\.(create|promote|score)$|^inference\.predictor$/;
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
  for (const source of [...SOURCES, 'model-defs']) {
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

/** A blocked run fails with the name of the activity that tells of it. */
const isOnlyAction = (code: string) => isActivityAction(code) && code !== 'guardrails.blocked';

/**
 * Codes that the sources name without throwing them on the spot, sorted: issues of an upload, findings of guardrails, lost
 * conditions of a transaction, answers of the API.
 */
export function namedCodes(root: string): string[] {
  const thrown = new Set(thrownCodes(root).map(({ code }) => code));
  const found = new Set<string>();
  for (const source of SOURCES) {
    for (const file of readdirSync(join(root, source), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || TEST_SUPPORT.test(file) || file.includes('node_modules')) continue;
      for (const [, code = ''] of readFileSync(join(root, source, file), 'utf8').matchAll(LITERAL)) {
        if (!thrown.has(code) && !isOnlyAction(code) && !OTHER.test(code)) found.add(code);
      }
    }
  }
  return [...found].sort();
}
