import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';
import { type ConditionTest, parseConditions } from './conditions.ts';

/** One statement of an identity policy, ready to be asked. */
export interface PolicyStatement {
  readonly effect: 'Allow' | 'Deny';
  /** `Action`, or with `except` its opposite `NotAction`. */
  readonly actions: PatternSet;
  readonly resources: PatternSet;
  readonly conditions: readonly ConditionTest[];
}

export interface PatternSet {
  readonly except: boolean;
  readonly patterns: readonly RegExp[];
}

const KNOWN_KEYS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/**
 * @param owner - Whose policy it is, for messages.
 * @throws {RuntimeError} `iam.unknown_element` for whatever the evaluator does not know: guessing would grant or hide.
 */
export function parsePolicyDocument(document: Json | undefined, owner: string): PolicyStatement[] {
  if (!isJsonObject(document)) throw unknownElement(owner, 'a policy that is no object');
  const statements = document.Statement ?? [];
  const list: readonly Json[] = Array.isArray(statements) ? statements : [statements];
  return list.map((statement) => {
    if (!isJsonObject(statement)) throw unknownElement(owner, 'a statement that is no object');
    const strange = Object.keys(statement).find((key) => !KNOWN_KEYS.has(key));
    if (strange !== undefined) throw unknownElement(owner, strange);
    if (statement.Effect !== 'Allow' && statement.Effect !== 'Deny') {
      throw unknownElement(owner, `Effect ${JSON.stringify(statement.Effect ?? null)}`);
    }
    return {
      effect: statement.Effect,
      // Action names are compared without regard to case, resources with it.
      actions: patternSet(statement, 'Action', 'i', owner),
      resources: patternSet(statement, 'Resource', '', owner),
      conditions: parseConditions(statement.Condition, owner),
    };
  });
}

function patternSet(statement: JsonObject, key: 'Action' | 'Resource', flags: string, owner: string): PatternSet {
  const opposite = `Not${key}`;
  const value = statement[key] ?? statement[opposite];
  if (value === undefined) throw unknownElement(owner, `a statement without ${key}`);
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return { except: statement[key] === undefined, patterns: list.map((item) => wildcard(String(item), owner, flags)) };
}

/** `*` stands for any text, `?` for one character. */
export function wildcard(pattern: string, owner: string, flags = ''): RegExp {
  if (pattern.includes('${')) throw unknownElement(owner, `the policy variable in ${pattern}`);
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}

export function unknownElement(owner: string, what: string): RuntimeError {
  return new RuntimeError(
    'iam.unknown_element',
    `the policy of ${owner} has ${what}, which the embedded IAM does not know`,
  );
}
