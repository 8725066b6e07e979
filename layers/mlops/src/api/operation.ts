import { InstanceIdSchema } from '@optaic/mlops/base';
import { z } from 'zod';
import type { Role } from './roles.ts';

/** The Lambda behind an operation: a few functions, each with the rights its resources need. */
export type ApiFunction = 'api-data' | 'api-runs' | 'api-registry';

export interface Operation<
  Path extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Response extends z.ZodType = z.ZodType,
> {
  readonly method: 'GET' | 'POST';
  readonly path: `/v1/${string}`;
  readonly function: ApiFunction;
  /** Who may call it; `open` needs no token. */
  readonly role: Role | 'open';
  readonly summary: string;
  readonly status: 200 | 201 | 202;
  readonly parameters: Path;
  readonly query: Query;
  readonly body: Body;
  readonly response: Response;
}

/** No parameters, no query, no body. */
export const None = z.strictObject({});
export const ByInstance = z.strictObject({ instance: InstanceIdSchema });

/** What API Gateway calls a route. */
export function routeKeyOf({ method, path }: Pick<Operation, 'method' | 'path'>): string {
  return `${method} ${path}`;
}
