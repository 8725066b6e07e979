import { InvalidInputError } from '@optaic/mlops/base';

/**
 * The one JSON text of a value: members sorted by UTF-16 code units, no white space, numbers as ECMAScript prints them
 * (RFC 8785 for the values we have). Members that are undefined are left out, so that absent and undefined are the same.
 *
 * @throws {InvalidInputError} `digest.not_canonical` for what JSON cannot say: NaN, infinities, functions, cycles.
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  return write(value, '$', new Set());
}

function write(value: unknown, path: string, ancestors: Set<object>): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isFinite(value)) return JSON.stringify(value);
  if (typeof value !== 'object') throw notCanonical(path, String(value));
  if (ancestors.has(value)) throw notCanonical(path, 'a cycle');

  ancestors.add(value);
  const text = Array.isArray(value)
    ? `[${value.map((element, index) => write(element, `${path}[${index}]`, ancestors)).join(',')}]`
    : `{${Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([name, member]) => `${JSON.stringify(name)}:${write(member, `${path}.${name}`, ancestors)}`)
        .join(',')}}`;
  ancestors.delete(value);
  return text;
}

function notCanonical(path: string, found: string): InvalidInputError {
  return new InvalidInputError(
    'digest.not_canonical',
    `${path} is ${found}, which canonical JSON cannot say; use finite numbers, text, booleans, null, arrays and plain objects`,
  );
}
