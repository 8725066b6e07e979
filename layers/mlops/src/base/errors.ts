/** A stable, documented identifier of one kind of failure: `<resource>.<snake_case>`; all are listed in docs/errors.md. */
export type ErrorCode = `${string}.${string}`;

/** Facts a caller can act on: the offending rows, the value, the limit. Never secrets. */
export type ErrorDetails = Readonly<Record<string, unknown>>;

export interface PlatformErrorOptions extends ErrorOptions {
  readonly details?: ErrorDetails;
}

/** Base of every error thrown on purpose; anything else is a bug. */
export abstract class PlatformError extends Error {
  // A literal in every subclass: state machines match on it, and minification renames constructors.
  abstract override readonly name: string;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, message: string, options: PlatformErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
  }
}

/** The caller's data breaks a schema or a rule. API 400 or 422; never retried. */
export class InvalidInputError extends PlatformError {
  override readonly name = 'InvalidInputError';
}

/** No such thing, or not known as of then. API 404; never retried. */
export class NotFoundError extends PlatformError {
  override readonly name = 'NotFoundError';
}

/** The caller may not do this. API 403; never retried. */
export class ForbiddenError extends PlatformError {
  override readonly name = 'ForbiddenError';
}

/** An illegal transition, or a conditional write that lost its race. API 409; retried with jitter by state machines. */
export class ConflictError extends PlatformError {
  override readonly name = 'ConflictError';
}

/** A digest, a chain or a contract between stages is broken. API 500; never retried, alarmed. */
export class IntegrityError extends PlatformError {
  override readonly name = 'IntegrityError';
}

/** Throttled, 5xx or timed out somewhere else. API 503; retried with jitter. */
export class UnavailableError extends PlatformError {
  override readonly name = 'UnavailableError';
}
