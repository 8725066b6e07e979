import { isJsonObject, type Json } from '../json.ts';
import { unknownElement, wildcard } from './policy-document.ts';

/** Condition keys of one request, such as `s3:prefix`. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

export type ConditionTest = (context: RequestContext) => boolean;

type ValueTest = (actual: string, expected: string, owner: string) => boolean;

interface Operator {
  readonly test: ValueTest;
  /** Negated operators hold when none of the expected values match, and when the key is absent. */
  readonly negated?: boolean;
}

const equal: ValueTest = (actual, expected) => actual === expected;
const equalIgnoringCase: ValueTest = (actual, expected) => actual.toLowerCase() === expected.toLowerCase();
const like: ValueTest = (actual, expected, owner) => wildcard(expected, owner).test(actual);

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { test: equal },
  StringNotEquals: { test: equal, negated: true },
  StringEqualsIgnoreCase: { test: equalIgnoringCase },
  StringNotEqualsIgnoreCase: { test: equalIgnoringCase, negated: true },
  StringLike: { test: like },
  StringNotLike: { test: like, negated: true },
  ArnEquals: { test: like },
  ArnLike: { test: like },
  ArnNotEquals: { test: like, negated: true },
  ArnNotLike: { test: like, negated: true },
  Bool: { test: equalIgnoringCase },
};

/**
 * The tests of a `Condition` block; all must hold.
 *
 * @throws {RuntimeError} `iam.unknown_element` for an operator that is not evaluated here.
 */
export function parseConditions(block: Json | undefined, owner: string): ConditionTest[] {
  if (block === undefined) return [];
  if (!isJsonObject(block)) throw unknownElement(owner, 'a Condition that is no object');
  return Object.entries(block).flatMap(([name, keys]) => {
    if (!isJsonObject(keys)) throw unknownElement(owner, `the condition ${name}`);
    return Object.entries(keys).map(([key, value]) => conditionTest(name, key, value, owner));
  });
}

function conditionTest(name: string, key: string, value: Json, owner: string): ConditionTest {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  const expected = list.map(String);
  if (name === 'Null') return (context) => String(find(context, key) === undefined) === expected[0];
  const [, qualifier, base = '', ifExists] = /^(ForAnyValue:|ForAllValues:)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const operator = OPERATORS[base];
  if (operator === undefined) throw unknownElement(owner, `the condition operator ${name}`);
  const { test, negated = false } = operator;
  const holds = (actual: string): boolean => expected.some((item) => test(actual, item, owner)) !== negated;
  return (context) => {
    const found = find(context, key);
    if (found === undefined)
      return ifExists !== undefined || qualifier === 'ForAllValues:' || (negated && qualifier === undefined);
    const actual = typeof found === 'string' ? [found] : found;
    return qualifier === 'ForAnyValue:' ? actual.some(holds) : actual.every(holds);
  };
}

/** Condition keys are compared without regard to case. */
function find(context: RequestContext, key: string): string | readonly string[] | undefined {
  const name = Object.keys(context).find((candidate) => candidate.toLowerCase() === key.toLowerCase());
  return name === undefined ? undefined : context[name];
}
