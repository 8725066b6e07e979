import { isJsonObject, type Json, type JsonObject } from '../json.ts';
import { RuntimeError } from '../runtime-error.ts';

/** What a template expression may refer to. */
export interface IntrinsicScope {
  /** Stack and logical id of what is being resolved, for messages. */
  readonly owner: string;
  ref(logicalId: string): Json | undefined;
  attribute(logicalId: string, name: string): Json;
  importValue(name: string): Json;
  condition(name: string): boolean;
  mapping(map: string, first: string, second: string): Json | undefined;
}

/**
 * A template value with its functions replaced by what they stand for; undefined for `AWS::NoValue`.
 *
 * @throws {RuntimeError} `template.unknown_function`, `template.unresolved` naming what could not be resolved.
 */
export function resolveIntrinsics(value: Json, scope: IntrinsicScope): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((item: Json) => resolveIntrinsics(item, scope)).filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) {
    if (typeof value === 'string' && value.includes('{{resolve:')) throw unresolved(scope, value);
    return value;
  }
  const keys = Object.keys(value);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined && (only === 'Ref' || only === 'Condition' || only.startsWith('Fn::'))) {
    const argument = value[only] ?? null;
    if (only !== 'Condition' || typeof argument === 'string') return resolveFunction(only, argument, scope);
  }
  const resolved: Record<string, Json> = {};
  for (const [key, item] of Object.entries(value)) {
    const result = resolveIntrinsics(item, scope);
    if (result !== undefined) resolved[key] = result;
  }
  return resolved;
}

function resolveFunction(name: string, argument: Json, scope: IntrinsicScope): Json | undefined {
  const resolve = (value: Json | undefined): Json => resolveIntrinsics(value ?? null, scope) ?? null;
  const list = (): readonly Json[] => {
    const resolved = Array.isArray(argument) ? argument : resolve(argument);
    if (!Array.isArray(resolved)) throw unresolved(scope, JSON.stringify({ [name]: argument }));
    return resolved;
  };
  switch (name) {
    case 'Ref': {
      if (argument === 'AWS::NoValue') return undefined;
      const value = scope.ref(String(argument));
      if (value === undefined) throw unresolved(scope, `Ref ${String(argument)}`);
      return value;
    }
    case 'Condition':
      return scope.condition(String(argument));
    case 'Fn::GetAtt': {
      const [id, ...path] = typeof argument === 'string' ? argument.split('.') : list().map((part) => resolve(part));
      return scope.attribute(String(id), path.join('.'));
    }
    case 'Fn::ImportValue':
      return scope.importValue(String(resolve(argument)));
    case 'Fn::Join': {
      const [separator, parts] = list();
      const resolved = resolve(parts);
      if (!Array.isArray(resolved)) throw unresolved(scope, 'Fn::Join of no list');
      return resolved.map(String).join(String(separator));
    }
    case 'Fn::Split': {
      const [separator, text] = list();
      return String(resolve(text)).split(String(separator));
    }
    case 'Fn::Select': {
      const [index, items] = list();
      const resolved = resolve(items);
      const item = Array.isArray(resolved) ? resolved[Number(resolve(index))] : undefined;
      if (item === undefined) throw unresolved(scope, `Fn::Select ${String(index)} of ${JSON.stringify(resolved)}`);
      return item;
    }
    case 'Fn::Sub':
      return substitute(argument, scope);
    case 'Fn::FindInMap': {
      const [map, first, second] = list().map((part) => String(resolve(part)));
      const found = scope.mapping(map ?? '', first ?? '', second ?? '');
      if (found === undefined) throw unresolved(scope, `Fn::FindInMap ${map}.${first}.${second}`);
      return found;
    }
    case 'Fn::If': {
      const [condition, whenTrue, whenFalse] = list();
      return resolveIntrinsics((scope.condition(String(condition)) ? whenTrue : whenFalse) ?? null, scope);
    }
    case 'Fn::Equals': {
      const [left, right] = list();
      return String(resolve(left)) === String(resolve(right));
    }
    case 'Fn::Not':
      return list().every((item) => resolve(item) !== true);
    case 'Fn::And':
      return list().every((item) => resolve(item) === true);
    case 'Fn::Or':
      return list().some((item) => resolve(item) === true);
    case 'Fn::Base64':
      return Buffer.from(String(resolve(argument))).toString('base64');
    default:
      throw new RuntimeError(
        'template.unknown_function',
        `${scope.owner} uses ${name}, which the embedded runtime does not resolve`,
      );
  }
}

function substitute(argument: Json, scope: IntrinsicScope): string {
  const [text, variables]: readonly (Json | undefined)[] = Array.isArray(argument) ? argument : [argument];
  const own: JsonObject = isJsonObject(variables) ? variables : {};
  return String(text).replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal !== '') return `\${${name}}`;
    const mine = own[name];
    if (mine !== undefined) return String(resolveIntrinsics(mine, scope));
    const [id = '', ...path] = name.split('.');
    const value = path.length > 0 ? scope.attribute(id, path.join('.')) : scope.ref(id);
    if (value === undefined) throw unresolved(scope, `\${${name}}`);
    return String(value);
  });
}

function unresolved(scope: IntrinsicScope, what: string): RuntimeError {
  return new RuntimeError('template.unresolved', `${scope.owner} refers to ${what}, which nothing declares`);
}
