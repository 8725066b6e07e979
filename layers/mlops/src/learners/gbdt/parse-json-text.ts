import { InvalidInputError } from '@optaic/mlops/base';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

const MAXIMUM_DEPTH = 32;
const NUMBER = /-?(?:Infinity|(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|NaN/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * JSON as XGBoost writes it: with the bare tokens NaN, Infinity and -Infinity, which `JSON.parse` refuses.
 * Objects have no prototype, so that no name in a hostile file means anything to JavaScript.
 *
 * @throws {InvalidInputError} `learner.model_malformed`, with the offset, when the text is not JSON, repeats a name in an
 *   object, or nests deeper than 32.
 */
export function parseJsonText(text: string): JsonValue {
  const reader = { text, offset: 0 };
  const value = readValue(reader, 0);
  skipSpace(reader);
  if (reader.offset !== text.length) fail(reader, 'the end of the file');
  return value;
}

interface Reader {
  readonly text: string;
  offset: number;
}

function readValue(reader: Reader, depth: number): JsonValue {
  if (depth > MAXIMUM_DEPTH) fail(reader, `nesting of at most ${MAXIMUM_DEPTH}`);
  skipSpace(reader);
  switch (reader.text[reader.offset]) {
    case '{':
      return readObject(reader, depth);
    case '[':
      return readArray(reader, depth);
    case '"':
      return readString(reader);
    case 't':
      return readWord(reader, 'true', true);
    case 'f':
      return readWord(reader, 'false', false);
    case 'n':
      return readWord(reader, 'null', null);
    default:
      return Number(match(reader, NUMBER, 'a value'));
  }
}

function readObject(reader: Reader, depth: number): JsonValue {
  const members: Record<string, JsonValue> = Object.create(null);
  reader.offset++;
  if (skipIf(reader, '}')) return members;
  do {
    skipSpace(reader);
    const name = readString(reader);
    if (name in members) fail(reader, `one member ${name}, not two`);
    if (!skipIf(reader, ':')) fail(reader, 'a colon');
    members[name] = readValue(reader, depth + 1);
  } while (skipIf(reader, ','));
  if (!skipIf(reader, '}')) fail(reader, 'a comma or }');
  return members;
}

function readArray(reader: Reader, depth: number): JsonValue {
  const items: JsonValue[] = [];
  reader.offset++;
  if (skipIf(reader, ']')) return items;
  do items.push(readValue(reader, depth + 1));
  while (skipIf(reader, ','));
  if (!skipIf(reader, ']')) fail(reader, 'a comma or ]');
  return items;
}

function readString(reader: Reader): string {
  const { text, offset } = reader;
  if (text[offset] !== '"') fail(reader, 'a string');
  let end = offset + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  try {
    const value: unknown = JSON.parse(text.slice(offset, end + 1));
    reader.offset = end + 1;
    return String(value);
  } catch (cause) {
    fail(reader, 'a string that ends and holds no control character or unknown escape', cause);
  }
}

function readWord<Value extends JsonValue>(reader: Reader, word: string, value: Value): Value {
  if (!reader.text.startsWith(word, reader.offset)) fail(reader, 'a value');
  reader.offset += word.length;
  return value;
}

function match(reader: Reader, pattern: RegExp, expected: string): string {
  pattern.lastIndex = reader.offset;
  const found = pattern.exec(reader.text);
  if (found === null) fail(reader, expected);
  reader.offset = pattern.lastIndex;
  return found[0];
}

function skipIf(reader: Reader, character: string): boolean {
  skipSpace(reader);
  if (reader.text[reader.offset] !== character) return false;
  reader.offset++;
  return true;
}

function skipSpace(reader: Reader): void {
  SPACE.lastIndex = reader.offset;
  SPACE.exec(reader.text);
  reader.offset = SPACE.lastIndex;
}

function fail({ text, offset }: Reader, expected: string, cause?: unknown): never {
  const got = offset >= text.length ? 'the file ends' : `it has ${JSON.stringify(text.slice(offset, offset + 12))}`;
  throw new InvalidInputError(
    'learner.model_malformed',
    `the model file is not valid JSON: at offset ${offset} of ${text.length} ${got}; expected ${expected}`,
    { cause },
  );
}
