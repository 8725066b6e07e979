/** What an invocation gave: the handler's result as JSON text, or Lambda's error document. */
export type InvocationOutcome =
  | { readonly ok: true; readonly payload: string }
  | { readonly ok: false; readonly error: FunctionError };

/** Lambda's error document; state machines match `errorType`. */
export interface FunctionError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The payload as the Invoke API answers it. */
export function payloadOf(outcome: InvocationOutcome): string {
  return outcome.ok ? outcome.payload : JSON.stringify(outcome.error);
}

export function failed(errorType: string, errorMessage: string): InvocationOutcome {
  return { ok: false, error: { errorType, errorMessage } };
}
