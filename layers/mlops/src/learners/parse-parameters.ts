import { InvalidInputError } from '@optaic/mlops/base';
import { type ZodObject, z } from 'zod';

/**
 * Parses parameters as a person wrote them; what is absent takes its default.
 *
 * @throws {InvalidInputError} `learner.unknown_parameter` or `learner.parameter_out_of_range`, naming the parameter, the
 *   value and what is allowed.
 */
export function parseParameters<Schema extends ZodObject>(schema: Schema, raw: unknown): z.output<Schema> {
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') {
    throw new InvalidInputError(
      'learner.unknown_parameter',
      `unknown parameter ${issue.keys.join(', ')}; allowed: ${Object.keys(schema.shape).join(', ')}`,
      { details: { parameters: issue.keys } },
    );
  }
  const name = issue?.path[0];
  if (issue === undefined || name === undefined) {
    throw new InvalidInputError('learner.parameter_out_of_range', 'parameters must be an object of name to value');
  }
  const value = valueAt(raw, name);
  throw new InvalidInputError(
    'learner.parameter_out_of_range',
    `parameter ${String(name)} is ${show(value)}; allowed: ${issue.message}`,
    { details: { parameter: name, value, allowed: issue.message } },
  );
}

function valueAt(raw: unknown, name: PropertyKey): unknown {
  return typeof raw === 'object' && raw !== null ? Object.getOwnPropertyDescriptor(raw, name)?.value : undefined;
}

function show(value: unknown): string {
  if (typeof value === 'string') return `"${value}"`;
  return typeof value === 'object' ? (JSON.stringify(value) ?? '').slice(0, 100) : String(value);
}

// Every check of a parameter carries the same message, its range: what the error then quotes as allowed.

export function integerFrom(minimum: number, maximum: number) {
  const error = `an integer in [${minimum}, ${maximum}]`;
  return z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

export function numberFrom(minimum: number, maximum: number) {
  const error = `a number in [${minimum}, ${maximum}]`;
  return z.number({ error }).min(minimum, { error }).max(maximum, { error });
}

export function numberAbove(minimum: number, maximum: number) {
  const error = `a number in (${minimum}, ${maximum}]`;
  return z.number({ error }).gt(minimum, { error }).max(maximum, { error });
}

export function flag() {
  return z.boolean({ error: 'true or false' });
}

export function oneOf<const Names extends readonly string[]>(names: Names) {
  return z.enum(names, { error: names.map((name) => `"${name}"`).join(', ') });
}
