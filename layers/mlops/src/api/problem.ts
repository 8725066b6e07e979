import { PlatformError } from '@optaic/mlops/base';
import { z } from 'zod';

/** An error as RFC 9457 says it, with our stable code. */
export const ProblemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});
export type Problem = z.infer<typeof ProblemSchema>;

const STATUS_BY_NAME: Readonly<Record<string, readonly [status: number, title: string]>> = {
  InvalidInputError: [422, 'Invalid input'],
  NotFoundError: [404, 'Not found'],
  ForbiddenError: [403, 'Forbidden'],
  ConflictError: [409, 'Conflict'],
  IntegrityError: [500, 'Integrity broken'],
  UnavailableError: [503, 'Unavailable'],
};

/** Bodies that cannot be read at all are 400; bodies that break a rule are 422. */
const UNREADABLE_CODES: ReadonlySet<string> = new Set(['request.body_not_json', 'request.parameter_invalid']);

/** A bug shows nothing of itself to the caller; its story is in the log under the request's id. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof PlatformError) {
    const [mapped, title] = STATUS_BY_NAME[error.name] ?? [500, 'Error'];
    const status = UNREADABLE_CODES.has(error.code) ? 400 : mapped;
    return {
      type: `urn:optaic:error:${error.code}`,
      title,
      status,
      code: error.code,
      detail: error.message,
      ...(Object.keys(error.details).length > 0 ? { details: { ...error.details } } : {}),
    };
  }
  return {
    type: 'urn:optaic:error:internal.unexpected',
    title: 'Internal error',
    status: 500,
    code: 'internal.unexpected',
    detail: `unexpected error; request ${requestId} has its story in the log`,
  };
}
