import { NotFoundError } from '@optaic/mlops/base';
import type { ObjectStore } from '@optaic/mlops/pipeline/object-store';
import type { ZodType } from 'zod';

/** Reads JSON that may not be there. */
export async function findJson<T>(
  store: Pick<ObjectStore, 'readJson'>,
  key: string,
  schema: ZodType<T>,
): Promise<T | undefined> {
  try {
    return await store.readJson(key, schema);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}
