import {
  ConflictError,
  type ErrorCode,
  ForbiddenError,
  IntegrityError,
  InvalidInputError,
  NotFoundError,
  type PlatformError,
  UnavailableError,
} from '@optaic/mlops/base';

const CLASSES = {
  InvalidInputError,
  NotFoundError,
  ForbiddenError,
  ConflictError,
  IntegrityError,
  UnavailableError,
} as const;

const CODED_MESSAGE = /^\[([a-z][a-z0-9_-]*\.[a-z0-9_.-]+)\] ([\s\S]*)$/;

/**
 * The same error with `[code] ` in front of its message. Lambda reports an error as name and message only, and the state
 * machine passes on just these, so that this is how the code reaches the run's record.
 */
export function withCodeInMessage(error: PlatformError): PlatformError {
  if (CODED_MESSAGE.test(error.message)) return error;
  const name = Object.keys(CLASSES).find((key): key is keyof typeof CLASSES => key === error.name);
  if (name === undefined) return error;
  const { cause, details, code, stack } = error;
  const coded = new CLASSES[name](code, `[${code}] ${error.message}`, { cause, details });
  // Where it was thrown, not here.
  if (stack !== undefined) coded.stack = stack;
  return coded;
}

/** Parts a message made by `withCodeInMessage`; a message without a code comes back whole. */
export function splitCodedMessage(text: string): { code?: ErrorCode; message: string } {
  const match = CODED_MESSAGE.exec(text);
  const [resource, ...rest] = (match?.[1] ?? '').split('.');
  if (!match?.[2] || !resource || rest.length === 0) return { message: text };
  return { code: `${resource}.${rest.join('.')}`, message: match[2] };
}
