import type { PageRequest } from '@optaic/mlops/registry';

/** A page as the registry takes it: an absent token is absent, not undefined. */
export function pageRequest({ limit, nextToken }: { limit: number; nextToken?: string | undefined }): PageRequest {
  return { limit, ...(nextToken === undefined ? {} : { nextToken }) };
}
