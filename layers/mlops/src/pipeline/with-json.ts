import { IntegrityError } from '@optaic/mlops/base';
import { canonicalJson } from '@optaic/mlops/digest';
import { type ZodType, z } from 'zod';
import type { ByteStore, ObjectStore } from './object-store.ts';

/** Adds JSON to a store of bytes: canonical when written, parsed by its schema when read. */
export function withJson(bytes: ByteStore): ObjectStore {
  return {
    ...bytes,
    readJson: async (key, schema) => parseObject(key, await bytes.read(key), schema),
    writeJsonOnce: async (key, value, schema) => {
      const stored = await bytes.writeOnce(key, new TextEncoder().encode(canonicalJson(value)));
      return parseObject(key, stored, schema);
    },
  };
}

function parseObject<T>(key: string, body: Uint8Array, schema: ZodType<T>): T {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (cause) {
    throw new IntegrityError('object.schema_mismatch', `object ${key} is not JSON; it was damaged or written by hand`, {
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new IntegrityError(
    'object.schema_mismatch',
    `object ${key} does not fit its schema: ${z.prettifyError(parsed.error)}`,
    { cause: parsed.error },
  );
}
