/** Whatever keeps the runtime from starting or going on, said once: what, where, the limit, the next step. */
export class RuntimeError extends Error {
  override readonly name = 'RuntimeError';
  /** `<resource>.<snake_case>`, stable; listed in docs/errors.md. */
  readonly code: `${string}.${string}`;

  constructor(code: `${string}.${string}`, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The system's code of a failed call, such as `EADDRINUSE`; undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
