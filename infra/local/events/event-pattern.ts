import { wildcard } from '../iam/policy-document.ts';
import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';

export type EventTest = (event: JsonObject) => boolean;
/** A test of one field; undefined where the event lacks it. */
type FieldTest = (value: Json | undefined) => boolean;

/**
 * An EventBridge pattern as a function: every field must match one of its alternatives.
 *
 * @throws {RuntimeError} `events.unknown_operator` for a comparison that is not known here.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function compilePattern(pattern: JsonObject, owner: string): EventTest {
  const tests = Object.entries(pattern).map(([key, expected]): EventTest => {
    if (key === '$or') return anyOf(expected, owner);
    if (Array.isArray(expected)) {
      const alternatives = expected.map((item: Json) => compileField(item, owner));
      return (event) => alternatives.some((test) => test(event[key]));
    }
    if (!isJsonObject(expected)) throw unknownOperator(owner, `${key}: ${JSON.stringify(expected)}`);
    const nested = compilePattern(expected, owner);
    return (event) => {
      const value = event[key];
      // An absent object still has absent fields: `exists: false` may hold.
      return nested(isJsonObject(value) ? value : {});
    };
  });
  return (event) => tests.every((test) => test(event));
}

function anyOf(alternatives: Json, owner: string): EventTest {
  if (!Array.isArray(alternatives)) throw unknownOperator(owner, '$or without a list');
  const tests = alternatives.map((item: Json) => {
    if (!isJsonObject(item)) throw unknownOperator(owner, `$or of ${JSON.stringify(item)}`);
    return compilePattern(item, owner);
  });
  return (event) => tests.some((test) => test(event));
}

function compileField(expected: Json, owner: string): FieldTest {
  if (!isJsonObject(expected)) return onValues((value) => value === expected);
  const [operator = '', ...more] = Object.keys(expected);
  const argument = expected[operator] ?? null;
  if (more.length > 0) throw unknownOperator(owner, JSON.stringify(expected));
  if (operator === 'exists') return (value) => (value !== undefined) === argument;
  if (operator === 'anything-but') return anythingBut(argument, owner);
  return onValues(compileOperator(operator, argument, owner));
}

/** An array in the event matches when one of its items does. */
function onValues(test: (value: Json) => boolean): FieldTest {
  return (value) =>
    value !== undefined && (Array.isArray(value) ? value.some((item: Json) => test(item)) : test(value));
}

function compileOperator(operator: string, argument: Json, owner: string): (value: Json) => boolean {
  const onText = (test: (text: string) => boolean) => (value: Json) => typeof value === 'string' && test(value);
  switch (operator) {
    case 'prefix':
    case 'suffix': {
      const ignoresCase = isJsonObject(argument);
      const wanted = String(ignoresCase ? argument['equals-ignore-case'] : argument);
      const fold = (text: string): string => (ignoresCase ? text.toLowerCase() : text);
      return onText((text) =>
        operator === 'prefix' ? fold(text).startsWith(fold(wanted)) : fold(text).endsWith(fold(wanted)),
      );
    }
    case 'equals-ignore-case':
      return onText((text) => text.toLowerCase() === String(argument).toLowerCase());
    case 'wildcard': {
      const pattern = wildcard(String(argument).replaceAll('?', '\\?'), owner);
      return onText((text) => pattern.test(text));
    }
    case 'numeric':
      return numeric(argument, owner);
    default:
      throw unknownOperator(owner, operator);
  }
}

function anythingBut(argument: Json, owner: string): FieldTest {
  const excluded: readonly Json[] = Array.isArray(argument) ? argument : [argument];
  const tests = excluded.map((item) =>
    isJsonObject(item) ? compileField(item, owner) : (value: Json | undefined) => value === item,
  );
  return (value) => {
    if (value === undefined) return false;
    const values: readonly Json[] = Array.isArray(value) ? value : [value];
    return values.some((each) => !tests.some((test) => test(each)));
  };
}

function numeric(argument: Json, owner: string): (value: Json) => boolean {
  if (!Array.isArray(argument) || argument.length % 2 !== 0) throw unknownOperator(owner, 'numeric without pairs');
  const comparisons: ((value: number) => boolean)[] = [];
  for (let index = 0; index < argument.length; index += 2) {
    const bound = Number(argument[index + 1]);
    switch (argument[index]) {
      case '=':
        comparisons.push((value) => value === bound);
        break;
      case '<':
        comparisons.push((value) => value < bound);
        break;
      case '<=':
        comparisons.push((value) => value <= bound);
        break;
      case '>':
        comparisons.push((value) => value > bound);
        break;
      case '>=':
        comparisons.push((value) => value >= bound);
        break;
      default:
        throw unknownOperator(owner, `numeric ${String(argument[index])}`);
    }
  }
  return (value) => typeof value === 'number' && comparisons.every((holds) => holds(value));
}

function unknownOperator(owner: string, what: string): RuntimeError {
  return new RuntimeError(
    'events.unknown_operator',
    `the event pattern of ${owner} has ${what}, which the embedded bus does not know`,
  );
}
